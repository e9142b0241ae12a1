#include "tickets/demo_script.hpp"

namespace mainstay::tickets::demo {
namespace {

constexpr Story kStories[] = {
    {Type::incident, Level::high, Level::high, "Accounting", "month-end closing", R"~(
@subject Month-end closing stops: difference of {1:1-9}.{2:10-99} in period {date} | Cannot close the period, journal {3:100-999} is unbalanced | Closing assistant hangs at step {4:3-8} of 9
@customer
We cannot close [[the month|period {date}]]. The assistant says:

  Step {4:3-8} of 9: Journal STJ/{3:100-999} is unbalanced by {1:1-9}.{2:10-99}
  ValidationError: debit {5:10000-99999}.{2:10-99} credit {6:10000-99999}.{7:10-99}

Nobody touched this journal by hand. We are on Tally {version}. [[Group reporting is due tomorrow at noon.|The auditors are in the house this week.]]
@note
Stock valuation journal, multi-currency, so rounding of the price difference account. Look at the rate table of that day.
@agent
STJ is the stock valuation journal; a difference of that size comes from a currency rate that was corrected after the receipt was posted. You can close today:

1. Accounting > Tools > Recompute valuation, period of the journal, "only show".
2. If it lists one line with exactly {1:1-9}.{2:10-99}, run it without "only show".

Please send a screenshot of the list first if it has more than one line.
@customer
One line, exactly this amount. I ran it and the period is closed. The screenshot is attached for your files.
@file recompute.png
@agent
Glad it worked. From version {next} on a rate can be locked after the first posting (Settings > Currencies), so that this cannot come back.
@done Valuation recomputed after a late currency rate; period closed.
)~"},
    {Type::problem, Level::medium, Level::medium, "Inventory", "rounding inventory", R"~(
@subject Inventory rounding: {1:3-48} kg become {2:2-9}.{3:10-99} boxes | Stock of item {4:1000-9999} is negative by 0.0{5:1-9} after count | Unit conversion loses {5:1-9} grams per transfer
@customer
Item {4:1000-9999} is bought by the kilogram and sold by the box of {6:6-24}. After some transfers the stock shows 0.0{5:1-9} that nobody can pick, and the reorder rule then [[buys a full pallet|never fires]].

Version {version}, [[two warehouses|three warehouses]], rounding precision of the unit is 0.001.
@agent
The rounding of the unit (0.001) and of the decimal setting "Product Unit" must be the same. My guess is that the latter is still 2 digits. Could you look under Settings > Technical > Decimal accuracy, and export the moves of the item as CSV?
@customer
It is 2 digits indeed. The export is attached.
@file moves_{4}.csv
date,from,to,quantity,unit
{date},WH/Stock,WH/Output,{1}.000,kg
{date},WH/Output,Customers,{2}.{3},box
@agent
Thank you. Change it to 3 digits and do one stock count for the item with the reason "rounding". Old moves stay as they are, new ones will be exact.
@done Decimal accuracy set to the unit's rounding, one corrective count.
)~"},
    {Type::question, Level::low, Level::low, "Sales", "pricing community", R"~(
@subject Community edition: price list per customer group? ({1:10-90} groups) | Discount of {2:3-15} % is applied twice on quotation | How do I print prices without tax in {version}?
@customer
I use the community edition {version} for a small shop. [[I have {1:10-90} customer groups and would like a price list for each.|Wholesale customers get {2:3-15} % and it is taken off twice on the quotation.]] Is this a setting or do I need the paid edition?
@agent
It works in the community edition. Open the price list, choose "Computed from another price list" and leave the discount of the base list empty; if both have {2:3-15} %, they are applied one after the other.

The paid edition adds approval of discounts, nothing that you need here.
@customer
Works! Great that you answer community people as well.
@done Discount was set on both price lists.
)~"},
    {Type::incident, Level::medium, Level::high, "Installation", "upgrade error", R"~(
@subject Upgrade to {version}: column "x_ref_{1:10-99}" does not exist | Migration of {2:20-180} GB stops after {3:2-9} hours | Module "Sales" fails to load after update to {version}
@customer
After the upgrade to {version} the service does not start:

{date} {time} ERROR tally.registry: failed to load module sales
Traceback (most recent call last):
  File "/opt/tally/core/registry.py", line {4:100-800}, in load
    self.setup_models(cr)
  File "/opt/tally/addons/sales/models/order.py", line {5:20-300}, in _auto_init
psycopg.errors.UndefinedColumn: column sale_order.x_ref_{1:10-99} does not exist

We have {6:2-12} custom modules. [[The backup is fine, we can go back until Monday.|Users are waiting, we need a decision today whether to go back.]]
@agent
x_ref_{1:10-99} is a field made by hand (they begin with x_). A custom module still mentions it, but the upgrade removed it because its model was renamed. Please run

    tally upgrade --list-manual-fields

and send us the list together with the names of the custom modules.
@customer
List attached. The module is called {org} delivery labels, a freelancer wrote it three years ago.
@file manual_fields.txt
sale.order  x_ref_{1}  char  used by: delivery_labels
stock.move  x_pallet   integer  used by: -
@agent
Then please rename the field in delivery_labels/models.py, line with x_ref_{1:10-99}, to sale_line_ref. I checked it with {version} here; the module loads. We can do the same for your other modules as a fixed-price package if you like.
@customer
Service is up and the labels print. Yes please send the offer for the rest.
@done Custom module adapted to the renamed model; offer for the others sent.
)~"},
    {Type::request, Level::low, Level::medium, "Localisation", "localisation tax", R"~(
@subject VAT rate change on {date}: when is the update? | E-invoice rejected with code BR-CO-{1:10-26} | Please add the {2:2-7} new tax codes to the chart of accounts
@customer
[[Our customer's portal rejects our e-invoices|The tax office portal rejects the file]] since {date}:

<error code="BR-CO-{1:10-26}">Invoice total amount with VAT does not equal the sum of amounts</error>

{2:2-7} of {3:40-90} invoices are affected, all with a discount line. Tally {version}.
@agent
The rule checks that rounding is done per tax rate, not per line. Please set Accounting > Settings > Rounding to "per tax group" for this company and send the {2:2-7} invoices again; the totals printed on paper do not change.
@customer
All {2:2-7} went through. Could this be the default for new companies?
@agent
That is a good idea, I passed it on to the localisation team as a request for the next version.
@done Rounding per tax group; request for a better default.
)~"},
    {Type::problem, Level::medium, Level::medium, "Reports", "performance reports", R"~(
@subject Aged receivables takes {1:3-20} minutes with {2:2-9} hundred thousand lines | Report export to spreadsheet stops at {3:10-60} thousand rows | Dashboard shows yesterday's figures until {4:9-11} o'clock
@customer
The aged receivables report needs {1:3-20} minutes and then [[the browser shows "gateway timeout"|half of the users give up]]. {2:2-9}00,000 open lines, {5:3-12} companies, version {version}. It was fine until about {date}.
@agent
With several companies the report reads the lines of all of them and filters at the end. Please run Accounting > Tools > Rebuild reconciliation index once, in the evening; it takes around {1:3-20} minutes. Afterwards the report should be under ten seconds.
@customer
{6:4-9} seconds now. Thanks! Does it have to be repeated?
@agent
No, only after a mass import that bypasses the normal posting.
@done Reconciliation index rebuilt after a mass import.
)~"},
    {Type::question, Level::medium, Level::low, "Accounting", "billing subscription", R"~(
@subject Your invoice {1:20260-20269}-{2:100-999}: {3:10-60} users instead of {4:5-9} | Change of subscription from {3:10-60} to {5:61-90} users | Question on invoice {2:100-999}, period and currency
@customer
We received invoice {1:20260-20269}-{2:100-999} for {3:10-60} users. [[We agreed on fewer since three people left in summer.|The currency is EUR, our contract says USD.]] Could you check and send a corrected one? Our accounting pays on the {6:15-28}th.
@note
Contract says users are counted on the first day of the quarter. They are right about the three deactivated accounts, credit note.
@agent
You are right, three deactivated accounts were still counted. You will get a credit note and a new invoice within two working days; please do not pay the old one.
@customer
Received both, thank you.
@done Credit note and corrected invoice sent.
)~"},
    {Type::incident, Level::high, Level::medium, "Manufacturing", "mrp planning", R"~(
@subject MRP run plans {1:100-900} orders for item {2:1000-9999} | Production order MO/{3:1000-9999} consumes components twice | Work centre {4:2-9} overbooked by {5:120-260} % since {version}
@customer
The planning run of [[last night|{date}]] made {1:100-900} production orders of one piece each for item {2:1000-9999} instead of one order. We deleted them by hand, but it may happen again tonight. Version {version}.

Planner log:
{date} {time} INFO mrp: item {2:1000-9999} demand {1:100-900} lot size 0 -> {1:100-900} orders
@agent
Lot size 0 means "one per demand line" since {version}; before it meant "as needed". Somebody saved the item after the update, so the empty field became 0. Set the lot rule to "as needed" and the run is right. To find other items:

Manufacturing > Items > filter "Lot size = 0".
@customer
There were {6:4-30} such items, all corrected with the mass edit. Tonight's run was fine.
@done Lot rule corrected on all items with lot size 0.
)~"},
};

}  // namespace

std::span<const Story> tally_en() {
    return kStories;
}

}  // namespace mainstay::tickets::demo
