#include "tickets/demo_script.hpp"

namespace mainstay::tickets::demo {
namespace {

constexpr Story kStories[] = {
    {Type::incident, Level::high, Level::high, "Stream engine", "kafka 延迟", R"~(
@subject {db} 作业消费延迟 {1:2-90} 百万条 | Kafka 消费组 sl-{2:10-99} 频繁 rebalance | 升级 {version} 后实时大屏数据晚 {3:10-90} 分钟
@customer
[[从 {date} 开始|升级到 {version} 之后]]，作业 {db}-enrich 积压 {1:2-90} 百万条，实时大屏晚了 {3:10-90} 分钟，业务方一直在催。日志里反复出现：

{date} {time} INFO  Preparing to rebalance group sl-{2:10-99} (member failed to heartbeat)
{date} {time} WARN  commit failed, generation {4:100-900} is stale

{5:3-9} 个 worker，{6:12-48} 个分区。
@note
典型的 poll 间隔超时，先调参数，再看维表关联的耗时。
@agent
一批数据处理时间超过了 max.poll.interval.ms，被 broker 踢出组，所以反复 rebalance。请在作业里设置：

    source.max_poll_records: 500
    source.poll_interval: 10m

重启作业会从上次提交的位点继续，不丢数据。
@customer
调整后不再 rebalance，积压预计 {7:2-6} 小时消化完。
@done 调整拉取批量和间隔，积压已消化。
)~"},
    {Type::problem, Level::medium, Level::medium, "Connectors", "schema 同步", R"~(
@subject 源表加字段后同步中断：{db}.remark_{1:2-9} | Oracle 连接器报 {2:1000-1999} 错误，{3:3-40} 张表停止 | {db} 字段类型由 int 改 decimal 后连接器失败
@customer
上游[[昨天发版|在 {date}]]给 {db} 表加了字段，之后同步任务一直失败：

io.streamlake.connect.SchemaMismatch: table {db}: field remark_{1:2-9} not in target
    at io.streamlake.connect.cdc.Decoder.decode(Decoder.java:{4:100-500})

一个任务里有 {3:3-40} 张表，全部停了。版本 {version}。
@agent
默认是严格模式，遇到结构变化就停下来，避免写错数据。新增字段属于兼容变化，可以设置 schema_evolution: compatible，然后点“恢复”，会从断点继续。请先确认源端日志保留时间够长。

另外建议把核心表和其他表分成两个任务，互不影响。
@customer
已恢复，数据核对一致。任务也按建议拆成了两个。
@done 打开兼容的结构演进并拆分任务。
)~"},
    {Type::incident, Level::high, Level::medium, "Stream engine", "oom 内存", R"~(
@subject {host} 内存溢出，每 {1:2-8} 小时重启一次 | 窗口作业 OutOfMemoryError，状态 {2:10-90} GB | 检查点 {3:100-900} 超时导致作业反复重启
@customer
{host} 上的会话窗口作业每 {1:2-8} 小时就 OOM 一次：

java.lang.OutOfMemoryError: Java heap space
    at io.streamlake.state.HeapState.put(HeapState.java:{4:60-300})
    at io.streamlake.window.SessionWindow.add(SessionWindow.java:{5:40-200})

状态大约 {2:10-90} GB，检查点也经常超时。[[现在靠人工重启，晚上没人盯。|加过一次内存，只是晚一点溢出。]]
@file 堆内存摘要.txt
class                                   instances      bytes
io.streamlake.state.Entry               {2}00{4}   {5}8842112
java.lang.String                        {2}11{3}   {4}1420032
@agent
会话窗口默认把所有 key 放在堆里。请改用磁盘状态：state.backend: disk，需要本地 SSD，大约是状态的三倍空间。用保存点停作业再启动，数据不会丢：

    sl job stop --savepoint
    sl job start --from <保存点>
@customer
改完观察了[[两天|一个周末]]，内存稳定在 {6:3-7} GB，检查点 {7:10-40} 秒完成。
@done 状态后端改为磁盘。
)~"},
    {Type::request, Level::low, Level::low, "Training", "培训", R"~(
@subject 申请 {1:6-30} 人的 Streamlake 现场培训 | 认证考试 {2:2-12} 个名额，能否用中文 | 培训环境：希望用我们自己的 {version} 集群
@customer
我们部门 {1:6-30} 人想做一次现场培训，[[大多做过 SQL 数仓，没做过流处理|一半是新同事]]。希望用中文授课，最好结合我们自己的数据。请给个方案和报价。
@agent
建议两天的《流处理实战》，中文授课，12 人一个班。第一天讲表与流、连接器、时间和窗口，第二天用贵方脱敏数据做练习。高级支持客户每年含一次现场培训，您这边今年还没有使用，只需承担讲师差旅。
@customer
太好了，我们定在{3:1-4}月第二周，场地和投影由我们准备。
@done 使用套餐内的培训额度，时间已定。
)~"},
    {Type::problem, Level::medium, Level::medium, "Scheduler", "调度", R"~(
@subject {date} 凌晨 {1:3-40} 个定时任务没有触发 | 调度依赖错乱：{db}-daily 先于上游执行 | 补数任务占满 {2:8-64} 个槽位
@customer
{date} 凌晨有 {1:3-40} 个任务没有触发，[[早上领导看不到日报|下游报表全部为空]]。调度器日志：

{date} {time} WARN scheduler: no free slot, {1:3-40} runs queued
{date} {time} INFO scheduler: backfill {db} uses {2:8-64} of {2:8-64} slots

版本 {version}。前一天有人提交了补数。
@agent
补数占满了全部槽位，日常任务只能排队。请给补数单独的队列：

    queues: { daily: { slots: 70% }, backfill: { slots: 30% } }

{next} 版本开始补数默认低优先级，会给日常任务让路。
@customer
已分队列，连续几天正常。手工补跑的 {1:3-40} 个任务也都成功了。
@done 补数与日常任务分队列。
)~"},
    {Type::question, Level::low, Level::medium, "Catalog", "权限 脱敏", R"~(
@subject 如何按部门控制 {1:5-40} 个库的列权限 | 手机号脱敏规则对 {db} 不生效 | 数据目录血缘缺 {2:3-20} 张表
@customer
我们有 {1:5-40} 个库，希望按部门控制到列，手机号默认脱敏。[[在控制台配置后，{db} 的 phone 列还是明文。|不知道规则优先级是怎样的。]]版本 {version}。
@agent
脱敏规则按“表 > 标签 > 全局”的顺序取第一个匹配。{db} 的 phone 列如果没有打 pii 标签，全局规则就不会命中。可以批量打标签：

    sl catalog tag --column 'phone|mobile' pii

打完标签立即生效，不需要重启。
@customer
打完标签后查询结果是 138****{3:1000-9999}，符合要求。
@done 给敏感列打标签后脱敏生效。
)~"},
    {Type::incident, Level::medium, Level::high, "Connectors", "cdc oracle", R"~(
@subject Oracle CDC 丢失 {1:3-90} 条更新 | {db} 对账差 {2:10-900} 条，怀疑连接器丢数 | 归档日志被清理，连接器无法继续（SCN {3:100000-999999}）
@customer
今天和源库对账，{db} 表少 {2:10-900} 条。连接器日志：

{date} {time} ERROR logminer: ORA-01291: missing log file, scn {3:100000-999999}
{date} {time} WARN  resume from scn {4:100000-999999}, gap detected

DBA 说归档日志只保留 {5:1-2} 天，[[周末连接器停过一次|上周网络中断过]]。
@note
不是丢数，是归档被删了，需要对缺口做增量快照。
@agent
连接器停的时间比归档保留时间长，中间有缺口。不需要重做全量，只对这张表做增量快照：

    sl connector snapshot {db} --since "{date}"

同时建议归档至少保留 7 天，并打开“位点落后告警”。
@customer
增量快照用了 {6:10-50} 分钟，对账一致。归档保留已改为 7 天。
@done 增量快照补齐缺口，延长归档保留。
)~"},
    {Type::question, Level::low, Level::low, "Web console", "续费 support", R"~(
@subject 高级支持续费，{1:10-80} 个节点 | 基础版转高级支持，响应时间如何承诺 | 合同 {2:1000-9999} 增加 {3:2-10} 个节点的费用
@customer
我们的高级支持[[下月到期|年底到期]]，现在 {1:10-80} 个节点，明年准备加 {3:2-10} 个。请报价，并说明一级故障的响应时间和重大活动保障怎么算。
@agent
一级故障 7×24 小时、1 小时内响应；重大活动保障每年含两次，每次三天。{1:10-80} 个节点续一年可以享受老客户折扣，新增节点按剩余月份计。正式报价由商务今天发出。
@customer
报价收到，已提交采购审批，预计[[下周|本月底]]完成。
@done 续费报价已发，客户走采购流程。
)~"},
};

}  // namespace

std::span<const Story> streamlake_zh() {
    return kStories;
}

}  // namespace mainstay::tickets::demo
