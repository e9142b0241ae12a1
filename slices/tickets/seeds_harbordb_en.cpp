#include "tickets/demo_script.hpp"

namespace mainstay::tickets::demo {
namespace {

constexpr Story kStories[] = {
    {Type::incident, Level::high, Level::high, "Replication", "replication lag", R"~(
@subject Standby {host} falls {1:40-900} s behind the primary | Replication lag of {1:40-900} s on {host} after bulk load | {db}: standby does not catch up since {date}
@customer
[[Since last night|Since our bulk load on {date}|After we moved {host} to new hardware]] the synchronous standby of "{db}" is about {1:40-900} seconds behind and the gap keeps growing. We are on HarborDB {version}. The network between both sites is fine (iperf shows {2:4-9} Gbit/s).

{date} {time} LOG  walreceiver: applied 7A/{3:1000-9999}A0F8, received 7A/{4:1000-9999}C118
{date} {time} WARN replay: waiting for exclusive lock on relation "{db}_events", blocked {1:40-900} s

Reports run on the standby during the day. [[Could they hold up the replay?|Is it safe to restart the standby now?]]
@note
Replay is blocked by a long report, not by the network. Same picture as with other customers who run BI on the standby.
@agent
Thank you for the log, it shows the cause: replay waits for a lock that a long-running query on the standby holds. The data arrives, it is just not applied.

Please run on {host}:

    SELECT pid, started_at, query FROM harbor_sessions WHERE blocks_replay;

and end the oldest session. To avoid it in future set max_replay_delay = '60s'; the server then cancels such a query itself.
@customer
There was one report open since {2:5-9} hours, from our BI tool. I ended it and the lag went down to zero within [[four|seven|ten]] minutes. We set max_replay_delay as you wrote.
@agent
Very good. One remark: with max_replay_delay the report will now fail with error 40H01 when it runs too long. A second, asynchronous standby only for reports avoids both problems; your plan includes it.
@done A report on the standby blocked replay. max_replay_delay set to 60 s.
)~"},
    {Type::problem, Level::medium, Level::high, "Storage engine", "upgrade crash", R"~(
@subject Upgrade {version} to {next} stops at step {1:3-9} of 11 | harbor_upgrade fails with "catalog row {2:1000-9999} is orphaned" | Cannot upgrade {db} from {version}
@customer
We tried the upgrade from {version} [[on our staging system|in Saturday's maintenance window]] and it stops:

$ harbor_upgrade --from {version} --check
[{1:3-9}/11] checking catalog ............ failed
ERROR: catalog row {2:1000-9999} is orphaned (relation "{db}_tmp_{3:10-99}" has no owner)
HINT: see upgrade.log

We restored the old version from the snapshot, so nothing is lost, but the next window is in [[one week|ten days]].
@file upgrade.log
{date} {time} INFO  harbor_upgrade started, source {version}
{date} {time} INFO  [1/11] reading control file ok
{date} {time} INFO  [2/11] checking free space ok ({4:80-400} GB)
{date} {time} ERROR orphaned catalog row {2}, relation {db}_tmp_{3}
{date} {time} INFO  nothing was changed
@agent
The upgrade did the right thing and changed nothing. The orphaned row is left over from a temporary table whose role was dropped; we have seen it on servers that started with 5.x.

Please run this on the old version as administrator, first on staging:

    CALL harbor_catalog.reassign_orphans('{db}', dry_run => true);

and send us the output before you run it without dry_run.
@customer
Output of the dry run:

 relation          | would be assigned to
-------------------+---------------------
 {db}_tmp_{3:10-99}  | harbor_admin
(1 row)
@agent
That is what we expect. Please run it with dry_run => false; after that the check passes. For your window we are on call, just answer here.
@done Orphaned temporary table reassigned, upgrade went through.
)~"},
    {Type::incident, Level::high, Level::medium, "Drivers", "connection pool", R"~(
@subject "too many connections" on {host} with only {1:30-90} clients | Java driver leaks connections after failover ({version}) | Connection refused to {host}:6432 about {2:3-30} times an hour
@customer
Our application reports errors about {2:3-30} times an hour:

com.harbordb.jdbc.HarborException: FATAL: sorry, too many connections (limit {3:200-500})
    at com.harbordb.jdbc.Protocol.handshake(Protocol.java:{4:100-400})
    at com.zaxxer.hikari.pool.PoolBase.newConnection(PoolBase.java:364)
    at com.example.{db}.Repository.find(Repository.java:{5:40-300})

But the pool has at most {1:30-90} connections. [[It began after the failover test on {date}.|Nothing changed on our side that we know of.]]
@agent
Two questions, please:
1. Which driver version do you use? (3.8.0 to 3.8.2 keep the old connection open after a failover.)
2. What does SELECT state, count(*) FROM harbor_sessions GROUP BY 1 say?
@customer
Driver is 3.8.{6:0-2}. And:

 state        | count
 active       | {7:5-25}
 idle         | {1}
 half-open    | {8:90-300}
@agent
The half-open ones are the leak. Please go to driver 3.8.4, which closes them, or until then set tcp_keepalive = 30 in the connection URL. Both are changes without a database restart.
@customer
Driver updated on [[all nodes|the first two nodes]], half-open is 0 since this morning. Thanks for the quick help!
@done Driver 3.8.0-3.8.2 leaks connections after failover; fixed with 3.8.4.
)~"},
    {Type::question, Level::low, Level::low, "Licensing", "licence enterprise", R"~(
@subject How are {1:8-64} virtual cores counted for Enterprise? | Licence question: {2:2-6} standby servers for disaster recovery | Moving {1:8-64} cores from Personal to Enterprise
@customer
We plan to run HarborDB {version} on [[VMware with {1:8-64} virtual cores|Kubernetes with {1:8-64} cores in all]]. Do we have to license the physical host, or only what the virtual machine may use? And do {2:2-6} passive standbys count?

We have to give a number to purchasing by [[Friday|the end of the month]].
@agent
Only the cores that are assigned to the virtual machine or container count, not the host. Passive standbys are free as long as they serve no queries; one that answers reports counts like a primary.

For {1:8-64} cores the Enterprise plan is the cheaper one from 12 cores on. I asked our sales colleague to send a quote.
@note
Quote asked for. Their renewal is in the spring, they could move over then without paying twice.
@customer
Clear answer, thank you. The quote arrived as well.
@done Virtual cores count, passive standbys are free. Quote sent.
)~"},
    {Type::problem, Level::medium, Level::medium, "Query planner", "performance", R"~(
@subject Query on {db} takes {1:20-95} s instead of {2:1-4} s since {version} | Planner ignores index {db}_by_created with {3:2-40} million rows | Hash join spills {4:5-80} GB to disk in {version}
@customer
The same query took {2:1-4} seconds before and takes {1:20-95} seconds since we went to {version}:

EXPLAIN ANALYZE SELECT c.name, sum(o.amount) FROM {db} o JOIN customers c ON c.id = o.customer_id WHERE o.created_at >= '{date}' GROUP BY 1;

 Aggregate  (actual time={1:20-95}112.4 rows=812)
   -> Hash Join  (rows={3:2-40}310442 estimated=4100)
        -> Seq Scan on {db} o   (rows={3:2-40}310442)
        -> Hash (disk: {4:5-80} GB)

There is an index on created_at. [[ANALYZE did not help.|We ran ANALYZE twice.]]
@agent
The estimate is off by a factor of thousands (4100 expected), so the planner thinks a scan is cheap. Newer versions read the histogram of the partitions only if it is younger than the parent's. Please try

    ANALYZE {db} WITH (include_partitions);

and send the plan again.
@customer
That is it! {2:1-4}.{5:1-9} seconds, index scan. Do we have to do it after each load?
@agent
Once a night is enough; autovacuum does not do it for partitions before 6.4. I linked this ticket with the request to change that.
@done Statistics of partitions were stale; ANALYZE ... WITH (include_partitions).
)~"},
    {Type::security, Level::high, Level::high, "Security", "security", R"~(
@subject Possible privilege escalation through function owner in {version} | Security report: role reads {db} rows without permission ({1:10-99}) | TLS certificate of {host} accepted although revoked
@customer
I would like to report what looks like a security problem in HarborDB {version}. Please treat it as confidential.

A role without any right on table "{db}" can read it when [[a SECURITY DEFINER function is called through a view|the function is inlined by the planner]]. Steps, {1:2-9} lines of SQL, are in the attached file. I have not told anybody else.
@file steps.txt
CREATE ROLE reader LOGIN;
CREATE FUNCTION f() RETURNS SETOF {db} LANGUAGE sql SECURITY DEFINER AS 'SELECT a FROM {db}';
CREATE VIEW v AS SELECT a FROM f();
GRANT SELECT ON v TO reader;
-- as reader: SELECT a FROM v;  returns rows, expected: permission denied
@note
Reproduced on {version}. Security team informed, embargo until the fix is out. Do not mention it in the public tracker.
@agent
Thank you for the report and for telling us first. We can reproduce it and our security team works on it. You will hear from us at least every three days; we aim at a fixed release within two weeks and would like to name you in the advisory if you agree.
@customer
Fine with me, you may name me and {org}. We keep it to ourselves until the advisory.
@done Fixed in the maintenance release; advisory published, reporter credited.
)~"},
    {Type::request, Level::low, Level::medium, "Backup", "feature backup", R"~(
@subject Feature request: restore a single table of {db} from backup | Please let harbor_backup write to two targets ({1:2-5} TB) | Backup to object storage with {1:2-5} TB takes {2:7-19} hours
@customer
We back up "{db}" ({1:2-5} TB) every night. [[Yesterday a colleague dropped a table and we had to restore everything, which took {2:7-19} hours.|The full backup takes {2:7-19} hours and we would like it to be faster.]]

It would help us a lot if harbor_backup could restore one table, or at least only one schema. Is it planned?
@agent
I understand, {2:7-19} hours for one table hurts. Restoring a single table is on the roadmap for the release after {next}; I added your case to the request.

Until then this works: restore with --only-tablespace into an empty server and copy the table over. For {1:2-5} TB it needs about a tenth of the time, if the table is in a tablespace of its own.
@customer
We did not know --only-tablespace. It took {3:20-55} minutes in our test. Good enough for now, please keep us posted about the feature.
@done Workaround --only-tablespace; the request is on the roadmap.
)~"},
    {Type::incident, Level::high, Level::high, "Storage engine", "oom crash", R"~(
@subject {host} killed by the OOM killer, {1:2-9} times since {date} | Server process needs {2:40-120} GB and is killed | Out of memory during index build on {db}
@customer
{host} was killed {1:2-9} times since {date}. It has {2:64-256} GB of memory. From dmesg:

[{3:10000-99999}.{4:100000-999999}] Out of memory: Killed process {5:1000-9999} (harbord) total-vm:{6:70-99}412348kB, anon-rss:{7:50-69}882104kB
[{3}.{4}] oom_reaper: reaped process {5}

work_memory is {8:64-512} MB. Recovery takes about ten minutes each time and [[our shop is down during it|the call centre cannot work in that time]].
@agent
work_memory counts per sort AND per connection. With many parallel reports that adds up to more than the machine has. As a first step, now:

    ALTER SYSTEM SET work_memory = '32MB';
    ALTER SYSTEM SET session_memory_limit = '1GB';
    SELECT harbor_reload();

Then please send the output of harbor_memory_report() when the load is high, so that we find the query.
@customer
Done, it is stable since. The report is attached; the first line is a nightly export that nobody knew about.
@file memory_report.csv
session,query,peak_mb
{5},nightly export of {db},{6}480
{9:1000-9999},dashboard,312
@agent
Exactly: that export sorts the whole table. An index on (exported, id) lets it run without the sort. You can raise work_memory for this role alone if you want it faster.
@done Memory limited per session; the nightly export got an index.
)~"},
};

}  // namespace

std::span<const Story> harbordb_en() {
    return kStories;
}

}  // namespace mainstay::tickets::demo
