#include "tickets/demo_script.hpp"

namespace mainstay::tickets::demo {
namespace {

constexpr Story kStories[] = {
    {Type::incident, Level::high, Level::high, "Stream engine", "kafka lag", R"~(
@subject Kafka lag of {1:2-90} million on topic {db}.events | Job {db}-enrich falls behind since {version}, lag {1:2-90} M | Consumer group sl-{2:10-99} rebalances every {3:20-90} seconds
@customer
Our job "{db}-enrich" is {1:2-90} million messages behind and does not catch up. [[It began with the upgrade to {version}.|It began on {date} without any change on our side.]]

{date} {time} INFO  [GroupCoordinator] Preparing to rebalance group sl-{2:10-99} (reason: member failed to heartbeat)
{date} {time} WARN  commit failed: offsets for {4:12-48} partitions, generation {5:100-900} is stale

{6:3-9} workers, {4:12-48} partitions.
@agent
The group rebalances because a batch takes longer than max.poll.interval.ms, so the broker thinks the worker is dead. Two changes in the job settings:

    source.max_poll_records: 500
    source.poll_interval: 10m

Please restart the job once; it resumes from the last committed offset and nothing is lost. How long does the enrichment of one record take?
@customer
About {7:20-60} ms, it calls a REST service. After the change there are no rebalances, lag goes down by roughly {8:1-3} million per hour.
@agent
Good. With {7:20-60} ms per record the call is the bottleneck; the lookup cache (enrich.cache: 10m) would take most of it away if the answers do not change often.
@done Poll interval raised, lookup cache recommended.
)~"},
    {Type::problem, Level::medium, Level::medium, "Connectors", "schema connector", R"~(
@subject MySQL connector stops after column was added to {db} | Schema drift: field "amount_{1:2-9}" changed from int to decimal | Connector {db}-cdc fails with SchemaMismatch, {2:3-40} tables
@customer
Somebody added a column to table {db} [[yesterday|on {date}]] and since then the CDC connector is in state FAILED:

io.streamlake.connect.SchemaMismatch: table {db}: field amount_{1:2-9} expected INT32, found DECIMAL(18,{3:2-6})
    at io.streamlake.connect.cdc.Decoder.decode(Decoder.java:{4:100-500})
    at io.streamlake.connect.cdc.Task.poll(Task.java:{5:50-250})

Restart does not help. Version {version}, {2:3-40} tables in this connector.
@note
schema_evolution is "strict" by default. int to decimal is a widening, so "compatible" is enough.
@agent
The connector refuses a type change by default so that no wrong data gets into the lake. int to decimal is safe, so you can set

    schema_evolution: compatible

for this connector and press "Resume". It reads on from the binlog position where it stopped; please check that the binlog is kept long enough.
@customer
Binlog is kept for {6:3-7} days, so we were lucky. It runs again and the column arrived in the table.
@done schema_evolution set to compatible, connector resumed.
)~"},
    {Type::incident, Level::high, Level::medium, "Stream engine", "oom memory", R"~(
@subject Worker {host} out of memory, heap {1:8-48} GB | Job with {2:2-40} million keys dies with OutOfMemoryError | Checkpoint {3:100-900} fails and worker restarts
@customer
Worker {host} restarts every [[two or three|four to five]] hours:

java.lang.OutOfMemoryError: Java heap space
    at io.streamlake.state.HeapState.put(HeapState.java:{4:60-300})
    at io.streamlake.window.SessionWindow.add(SessionWindow.java:{5:40-200})
    at io.streamlake.runtime.Task.run(Task.java:{6:80-300})
{date} {time} WARN checkpoint {3:100-900} discarded, task failed

Heap is {1:8-48} GB, the job has a session window with about {2:2-40} million keys.
@file gc.log
[{4}.{5}s] GC(1{6}) Pause Full (Allocation Failure) {1}21M->{1}09M({1}24M) {3}.11ms
[{5}.{6}s] GC(1{6}) To-space exhausted
@agent
Session windows keep all their keys on the heap unless you choose another state store. Please set state.backend: disk for this job and keep the heap as it is. It needs local SSD space of about three times the state and is a little slower.

The change needs a savepoint: sl job stop --savepoint, change, sl job start --from.
@customer
Done with savepoint, memory is flat at {7:3-7} GB since [[two days|yesterday]]. Throughput is the same for us.
@done State moved from heap to disk.
)~"},
    {Type::question, Level::low, Level::low, "Training", "training", R"~(
@subject Training for {1:4-16} engineers, on site or remote? | Certification: {2:2-6} seats for the November course | Course "Streamlake operations": can we use our own cluster?
@customer
We would like to train {1:4-16} engineers on Streamlake {version}, [[preferably on site|remote would be fine]], in [[January|the first quarter]]. Most of them know SQL but not streaming. What do you recommend, and what does it cost?
@agent
For people with SQL but no streaming background the two-day course "Streams in practice" fits, up to 12 people a group. {1:4-16} people would be [[one group|one or two groups]]; on site costs the trainer's travel in addition. Exercises run on our cluster, or on yours if it has version 3.0 or newer.

I attached the outline.
@file outline.txt
Day 1  tables and streams, connectors, time and windows
Day 2  operating jobs, schema changes, cost, exercises on your data
@customer
Please reserve the second week of the quarter. Our purchasing will send the order.
@done Training reserved, order is on its way.
)~"},
    {Type::request, Level::low, Level::medium, "Web console", "feature console", R"~(
@subject Feature request: pause {1:5-60} jobs at once in the console | Console: filter by owner among {1:60-400} jobs | Dark mode and larger fonts for the console
@customer
We have more than {1:60-400} jobs and during maintenance somebody clicks on each of them to pause it. [[A checkbox and "pause selected" would save us an hour a week.|A filter by owner or tag would already help.]]
@agent
Good idea, and you are the {2:4-9}th team that asks. Until it is there you can do it with the command line:

    sl job list --tag {db} --quiet | xargs -n1 sl job pause

I linked your request; you will get a message here when it is released.
@customer
The one-liner does the job, thanks. Still looking forward to the button.
@done Command line workaround; feature request recorded.
)~"},
    {Type::incident, Level::medium, Level::high, "Scheduler", "scheduler timezone", R"~(
@subject Schedule "{db}-daily" ran twice on {date} | Job starts {1:1-3} hours late since the clock change | {2:3-30} scheduled jobs skipped in the night of {date}
@customer
In the night of {date} [[the job {db}-daily ran twice|{2:3-30} jobs were skipped]]. Our cluster is set to local time. As a result {3:10-90} thousand rows are doubled in the report table. Version {version}.
@agent
This is the clock change: 02:30 local time exists twice (or not at all) in that night. Schedules without an explicit zone follow the server. Please give the schedule a zone, or better UTC:

    schedule: "30 2 * * *"
    time_zone: UTC

The doubled rows can be removed with the run id, which is in the column _run.
@customer
Removed {3:10-90} thousand rows by _run, all {2:3-30} schedules are on UTC now.
@done Schedules moved to UTC, doubled rows removed by run id.
)~"},
    {Type::security, Level::medium, Level::high, "Catalog", "security permissions", R"~(
@subject Analyst can read column "{db}.email" despite masking | Access token visible in log of connector {db} | Catalog: role "viewer" exports {1:100-900} rows without permission
@customer
We found that [[a user with the role viewer sees unmasked mail addresses|an access token is written to the connector's log]] in {version}. With personal data this is a problem for us, our data protection officer asks for a statement.

Example (shortened): SELECT email FROM {db} LIMIT 3 through the {2:2-4}nd endpoint returns clear text.
@note
Confirmed for the JDBC endpoint only. Fix is merged, goes into the next patch. Embargo until Tuesday.
@agent
Thank you for reporting it confidentially. We can reproduce it for the JDBC endpoint; the console and REST are not affected. As an immediate measure you can switch the endpoint off (endpoints.jdbc: off). A fixed patch release follows within days, and you will get a statement for your data protection officer today.
@customer
JDBC is off for now, statement received. Please tell us when the patch is there.
@done Fixed in the patch release, statement given.
)~"},
    {Type::question, Level::medium, Level::low, "Catalog", "billing plan", R"~(
@subject Free basic or advanced support for {1:3-12} clusters? | Invoice {2:1000-9999}: advanced support charged for {3:2-5} nodes too many | Response times of advanced support at weekends
@customer
We use the free edition on {1:3-12} clusters and [[think about advanced support|had an outage last month that took us a whole weekend]]. What exactly do we get: response times, weekends, help with upgrades? Is it per cluster or per node?
@agent
Advanced support is per node and includes: first answer within one hour for severity 1, around the clock; help with two upgrades a year; a named engineer. Basic stays free with best effort on working days.

For {1:3-12} clusters of your size I would put only the production ones under advanced support. May I call you this week?
@customer
Thursday at {4:9-16}:00 is fine, my number is in the signature.
@done Offer made after the call: production clusters on advanced support.
)~"},
};

}  // namespace

std::span<const Story> streamlake_en() {
    return kStories;
}

}  // namespace mainstay::tickets::demo
