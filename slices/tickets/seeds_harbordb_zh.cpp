#include "tickets/demo_script.hpp"

namespace mainstay::tickets::demo {
namespace {

constexpr Story kStories[] = {
    {Type::incident, Level::high, Level::high, "Replication", "replication failover", R"~(
@subject {host} 主备切换后应用连不上数据库 | {version} 自动切换失败，{1:2-9} 分钟无主 | {db} 库切换演练时出现双主告警
@customer
[[昨晚例行切换演练|今天凌晨机房断电]]后，备机 {host} 提升为主库，但应用一直连不上，持续了大约 {1:2-9} 分钟。版本 {version}。日志如下：

{date} {time} LOG  promote: new timeline {2:3-30}
{date} {time} WARN arbiter: lease held by old primary, waiting
{date} {time} LOG  arbiter: lease expired after {1:2-9}20000 ms

我们按文档把 lease_timeout 设成了 10 秒，为什么还要等这么久？
@note
lease_timeout 改了但仲裁节点没有重载，和上个月另一家客户的情况一样。
@agent
从日志看，新主库在等旧主库的租约过期。lease_timeout 需要同时在仲裁节点上生效，请在三个仲裁节点分别执行：

    harborctl arbiter reload
    harborctl arbiter show | grep lease

确认三个节点都显示 10s。
@customer
果然有一台还是默认的 300s。改完又演练了一次，{3:9-14} 秒完成切换，应用自动重连。
@done 一个仲裁节点未加载新的 lease_timeout，重载后切换正常。
)~"},
    {Type::problem, Level::medium, Level::medium, "Query planner", "performance", R"~(
@subject 升级到 {version} 后 {db} 报表变慢 {1:3-20} 倍 | 慢查询：{db} 统计语句要跑 {2:30-180} 秒 | 执行计划不走索引，{3:2-40} 百万行全表扫描
@customer
升级到 {version} 之后，[[每天早上的对账报表|经营分析报表]]从十几秒变成 {2:30-180} 秒。表有 {3:2-40} 百万行，按月分区。执行计划：

 Aggregate (actual time={2:30-180}03.1)
   -> Append
        -> Seq Scan on {db}_2026_10 (rows={3:2-40}118822)
        -> Seq Scan on {db}_2026_11 (rows={4:2-9}77120)

WHERE 条件里的字段有索引，为什么不用？
@agent
请问 WHERE 里的字段类型和参数类型一致吗？驱动如果把参数当 varchar 传，而列是 bigint，新版本会先做类型转换，索引就用不上了。麻烦把建表语句和驱动版本发过来。
@customer
确实，应用里用的是 setString。改成 setLong 之后 {5:1-3} 秒就出来了。
@agent
好的。如果短期内改不了所有代码，可以在连接串里加 implicit_cast=compat，行为与旧版本相同，但建议还是尽快改应用。
@done 参数类型不一致导致索引失效，应用已修改。
)~"},
    {Type::question, Level::low, Level::medium, "Licensing", "licence billing", R"~(
@subject 企业版授权：{1:8-64} 核扩容到 {2:72-128} 核怎么补差价 | 发票抬头变更及 {3:2-6} 个备机授权确认 | 个人版能否用于公司内部测试环境（{1:8-64} 核）
@customer
我们现在的授权是 {1:8-64} 核，[[双十一之后|明年一季度]]准备扩到 {2:72-128} 核，想确认：
1. 补差价是按剩余天数算吗？
2. 灾备机房的 {3:2-6} 台备机平时不对外提供查询，需要授权吗？
3. 发票抬头公司改名了，怎么更新？
@agent
逐条答复：
1. 按剩余天数折算，扩容当天起计。
2. 不提供查询的备机不收费；一旦接报表就要计核数。
3. 请把新的营业执照和开票信息回复到这里，财务两个工作日内更新。

报价单我已请商务同事发出。
@customer
收到，资料见附件，报价单也收到了。
@file 开票信息.txt
名称：{org}
开户行：示例银行上海分行
@done 按剩余天数补差价，开票信息已更新。
)~"},
    {Type::incident, Level::medium, Level::high, "Backup", "backup", R"~(
@subject {host} 夜间备份失败，错误码 {1:101-199} | 备份校验不通过：{db} 缺少 {2:2-30} 个段 | harbor_backup 恢复到 {3:60-97}% 卡住
@customer
[[连续三天|从 {date} 开始]]备份任务失败，版本 {version}，备份到 NFS：

harbor_backup: ERROR {1:101-199}: segment 000000010000{2:10-30}A{4:10-99} is missing
harbor_backup: verify failed, {2:10-30} segments missing

磁盘空间还有 {5:1-9} TB。[[监管检查在即，请尽快处理。|我们担心现在没有可用的备份。]]
@agent
缺段通常是归档比清理慢造成的：日志段还没写到 NFS 就被回收了。请先执行一次全量备份保证有可用的基线：

    harbor_backup full --target /backup --hold-wal

再把 archive_status 目录下的文件个数告诉我们。
@customer
全量备份已完成并校验通过。archive_status 下有 {6:2000-9000} 个 .ready 文件，NFS 写入只有 {7:8-30} MB/s。
@agent
那就清楚了：NFS 太慢，归档积压。建议打开压缩（archive_compression = zstd），并设置 wal_keep = 'archived'，没归档的段就不会被回收。
@customer
打开压缩后积压半小时就消化完了，今晚的备份正常。
@done NFS 归档积压；启用压缩并设置 wal_keep = 'archived'。
)~"},
    {Type::problem, Level::medium, Level::medium, "Drivers", "charset driver", R"~(
@subject Python 驱动写入生僻字变成问号（{version}，{1:2-40} 条） | {db} 导入 CSV 中文乱码，第 {2:100-9000} 行 | 客户姓名中的“𠮷”无法保存到 {db}
@customer
我们用 Python 驱动 2.{3:1-6} 写入客户姓名，遇到生僻字（例如“𠮷”“㛃”）就变成 ?，到目前发现 {1:2-40} 条。库的编码是 UTF8，版本 {version}。[[客户投诉开户姓名不对，比较着急。|身份核验因此不通过。]]

>>> cur.execute("insert into members(name) values (%s)", ("张𠮷",))
>>> cur.execute("select name from members"); cur.fetchone()
('张?',)
@agent
库本身没有问题，是驱动 2.7 以前默认按 UTF8MB3 编码，四字节的字会丢。请在连接时加 charset="utf8mb4"，或升级到 2.7。已经变成问号的数据无法从库里恢复，需要从上游重新取。
@customer
加了参数后正常，历史数据我们从核心系统重新同步。建议文档里写明。
@done 驱动默认编码不支持四字节汉字，指定 utf8mb4。
)~"},
    {Type::incident, Level::high, Level::medium, "Storage engine", "deadlock lock", R"~(
@subject {db} 高峰期死锁，每分钟 {1:3-40} 次 | 批量更新报 deadlock detected（{host}） | 转账业务偶发锁等待超时 {2:30-120} 秒
@customer
[[业务高峰|上午十点左右]]死锁明显增多，每分钟约 {1:3-40} 次：

ERROR: deadlock detected
DETAIL: process {3:1000-9999} waits for ShareLock on transaction {4:100000-999999}; blocked by process {5:1000-9999}.
CONTEXT: while updating tuple ({6:1-900},{7:1-60}) in relation "{db}"

应用会重试，但客户端有明显卡顿。
@agent
两个会话以相反的顺序更新同一批行，就会这样。请检查批量更新的语句是否按主键排序；如果是 ORM 生成的，通常有 order_updates 一类的选项。也请把 deadlock 日志里两边的完整 SQL 发来。
@customer
找到了：一边按账号更新，另一边按流水时间更新。统一排序后今天只出现 {8:0-2} 次。
@done 批量更新统一按主键排序，死锁消失。
)~"},
    {Type::request, Level::low, Level::low, "Security", "audit compliance", R"~(
@subject 等保测评需要 {db} 审计日志保留 {1:180-365} 天，如何配置 | 请提供 {version} 国密算法支持说明 | 审计日志每天 {2:5-60} GB，希望支持按用户过滤
@customer
公司[[下个月等保三级测评|正在做数据安全合规]]，要求数据库审计日志保留 {1:180-365} 天以上，并且能查到谁在什么时间访问了 {db}。目前打开全量审计后每天约 {2:5-60} GB，存储吃不消。请问有没有推荐的配置？
@agent
建议用细粒度审计，只记录敏感表和特权用户：

    CREATE AUDIT POLICY p_{db} ON {db} FOR SELECT, UPDATE WHEN role NOT IN ('app');
    ALTER SYSTEM SET audit_retention = '{1:180-365}d';

一般能降到原来的二十分之一。测评要用的配置说明文档我整理后发您。
@customer
日志量降到 {3:1-3} GB 左右，测评机构也认可了，感谢。
@done 细粒度审计加保留期，满足测评要求。
)~"},
    {Type::question, Level::low, Level::low, "Storage engine", "migration", R"~(
@subject 从 MySQL 迁移 {1:2-40} TB 到 HarborDB {version} 的建议 | 迁移评估：{2:40-300} 个存储过程不兼容 | {db} 库迁移期间能否双写
@customer
我们计划把 {db} 系统（约 {1:2-40} TB，{2:40-300} 个存储过程）从 MySQL 迁到 HarborDB {version}，停机窗口只有 [[两个小时|周日凌晨四小时]]。想了解：迁移工具支持增量同步吗？存储过程怎么处理？
@agent
可以用 harbor_migrate 先全量再增量，最后切换时只需要停写几分钟。存储过程先跑一遍评估：

    harbor_migrate assess --source mysql://... --report assess.html

一般八成可以自动转换，其余的报告里会标出行号。您的套餐含迁移顾问 2 天，需要的话我来预约。
@customer
评估报告出来了，{3:8-30} 个需要手工改。请帮忙预约顾问，时间[[下周三以后|月底前]]都可以。
@done 已预约迁移顾问，评估报告已确认。
)~"},
};

}  // namespace

std::span<const Story> harbordb_zh() {
    return kStories;
}

}  // namespace mainstay::tickets::demo
