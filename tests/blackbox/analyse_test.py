#!/usr/bin/env python3
"""`mainstay analyse`: every analysis from files and standard input, its own example, JSON out, and errors that name the place."""
import json, os, re, subprocess

from desk import BINARY, ROOT, Folder, case, run

ORACLES = os.path.join(os.path.dirname(ROOT), "shared/oracles")
DATA = os.path.join(os.path.dirname(ROOT), "shared/data")
NAMES = ["queue", "staff", "simulate", "assign", "shifts", "portfolio", "forecast", "anomalies", "cluster", "classify", "price", "stats"]


def oracle(name):
    return json.load(open(os.path.join(ORACLES, name)))


def answer(*words, data=""):
    code, said, wrong = run("analyse", *words, "--json", data=data.encode())
    assert code == 0, (words, said, wrong)
    return json.loads(said)


def refused(*words, data="", parts=()):
    code, said, wrong = run("analyse", *words, data=data.encode(), timeout=20)
    assert code == 2 and said == "", (words, code, said, wrong)
    assert wrong.startswith("mainstay: "), wrong
    for part in parts:
        assert part in wrong, (part, wrong)


def near(ours, theirs, relative=1e-6):
    assert abs(ours - theirs) <= relative * max(abs(theirs), 1e-9), (ours, theirs)


def check_help(folder):
    code, said, _ = run("analyse", "--help")
    assert code == 0 and all(name in said for name in NAMES), said
    open(os.path.join(folder, "tickets.csv"), "w").write("subject\n" + "\n".join(
        f"{words} number {7 * n + k}" for n in range(6) for k, words in enumerate(("disk space is full", "login password reset", "mail queue stuck", "report export empty"))) + "\n")
    texts = [(f"the database is down {n}", "database") for n in range(6)] + [(f"please send the invoice {n}", "billing") for n in range(6)]
    open(os.path.join(folder, "labelled.csv"), "w").write("text,label\n" + "".join(f"{text},{label}\n" for text, label in texts))
    open(os.path.join(folder, "new.csv"), "w").write("text\nmy database is down\nnothing of that kind\n")
    for name in NAMES:
        code, said, _ = run("analyse", name, "--help")
        assert code == 0 and "Example:" in said, said
        example = said.split("Example:")[1].strip()
        example = example.replace("mainstay analyse", BINARY + " analyse").replace("docs/user", os.path.join(ROOT, "docs/user"))
        done = subprocess.run(["bash", "-c", example], cwd=folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and done.stdout.strip(), (name, example, done.stdout, done.stderr)
    case("every analysis has help, and its example works")


def check_desk():
    got = answer("queue", "--arrivals", "12", "--handling", "30", "--agents", "7", "--within", "60")
    near(got["service_level"], oracle("queue_oracle.json")["staffing"]["lam=12/h aht=30min T=60min target=0.8"]["SL"])
    rows = answer("queue", "-", data="arrivals,handling,agents,within\n10,5,1,60\n40,45,32,60\n")["queues"]
    near(rows[0]["mean_wait_minutes"], 25)
    near(rows[1]["service_level"], 0.9562099503290078)
    assert answer("staff", "--arrivals", "200", "--handling", "3", "--within", "0.333333333", "--shrinkage", "0.3")["people_to_schedule"] == 20
    day = oracle("timevar_oracle.json")
    plan = answer("staff", "-", "--handling", "30", data="arrivals\n" + "\n".join(map(str, day["desk_rates"])) + "\n")
    assert [row["agents"] for row in plan["periods"]] == day["desk_MOL_c"]
    assert plan["agent_hours"] == 252 and plan["agent_hours_period_by_period"] == 229
    desk = {"classes": [{"name": "paid", "rate": 6, "handling": 20, "shape": "exponential", "respond_within": 15}], "groups": [{"classes": ["paid"], "agents": 3}]}
    words = ("simulate", "-", "--hours", "20000", "--seed", "4", "--confidence", "0.999")
    got = answer(*words, data=json.dumps(desk))
    wait = next(row for row in got["measures"] if row["measure"] == "mean_wait_minutes")
    assert wait["low"] <= 8.888889 <= wait["high"], wait
    assert got == answer(*words, data=json.dumps(desk))
    case("queue, staff and simulate agree with the references")


def check_plans():
    got = answer("assign", "-", data="ticket,ana,bo,cy\nT1,4,2,8\nT2,3,,6\nT3,2,2,2\n")
    assert got["cost"] == 7 and [row["to"] for row in got["assignments"]] == ["bo", "ana", "cy"], got
    article = oracle("opt_oracle.json")["article_LP"]["data"]
    hours = {"wages": article["cost"], "capacity": article["cap"], "demand": list(article["demand"].values()),
             "productivity": [[article["skills"][skill][e] for skill in article["demand"]] for e in range(5)]}
    got = answer("assign", "-", data=json.dumps(hours))
    assert got["cost"] == 4825 and [row["price_of_one_more_hour"] for row in got["skills"]] == [35, 35, 35], got
    tickets = oracle("portfolio_oracle.json")["tickets"]
    skills = ["db", "net", "core"]
    people = tickets["engineers"]
    load = {"engineers": [{"name": "e%d" % e, "skills": [skills[s] for s in range(3) if people["skills"][e][s]], "hours": people["cap_h"][e], "speed_factor": people["speed_factor"][e]} for e in range(5)],
            "tickets": [{"id": str(t["id"]), "skill": skills[t["skill"]], "hours": t["hours"], "deadline_hours": t["deadline_h"], "urgency": (5 - t["prio"]) / 4, "penalty": 50 * (5 - t["prio"])} for t in tickets["tickets"]]}
    got = answer("assign", "-", data=json.dumps(load))
    near(got["cost"], tickets["obj"])
    assert got["is_proven"], got
    assert [row["ticket"] for row in got["assignments"] if row["engineer"] == "nobody"] == [str(i) for i in tickets["unassigned"]]
    shifts = oracle("portfolio_oracle.json")["shifts"]
    cover = {"required": shifts["required"], "shifts": [{"name": "s%d-%d" % (a, b), "from": a, "hours": b, "cost": c} for a, b, c in shifts["shifts"]]}
    got = answer("shifts", "-", data=json.dumps(cover))
    near(got["cost"], shifts["ip_cost"])
    roster = {"duties": [{"day": day, "from": 9, "to": 17, "people": 2} for day in range(5)], "people": [{"name": "ana", "days_off": [0]}, {"name": "bo"}, {"name": "cy"}]}
    got = answer("shifts", "-", data=json.dumps(roster))
    assert got["missing"] == 0 and "ana" not in got["duties"][0]["people"], got
    best = answer("portfolio", os.path.join(ROOT, "docs/user/analyse-kafka.json"), "--draws", "500")
    assert best["best"] == "hybrid + mixed + subscription" and best["objective"] == 1518 and len(best["choices"]) == 18, best
    assert [row["budget"] for row in best["best_from_budget"]] == [350, 460, 540, 630, 740]
    case("assign, shifts and portfolio agree with the references")


def check_series():
    nile = os.path.join(DATA, "timeseries/classics/nile.csv")
    got = answer("forecast", nile, "--column", "volume", "--horizon", "5")
    assert len(got["forecast"]) == 5 and len(got["candidates"]) >= 3, got
    assert all(row["low"] < row["mean"] < row["high"] for row in got["forecast"])
    levels = answer("anomalies", nile, "--column", "volume", "--method", "changes")["levels"]
    assert [row["to_row"] for row in levels] == [28, 100], levels
    got = answer("forecast", "-", "--horizon", "2", data="tickets\n" + "\n".join("" if n == 7 else str(n % 5) for n in range(40)) + "\n")
    assert got["gaps_filled"] == 1 and got["is_count"]
    spiky = "[" + ",".join("90" if n == 60 else str(10 + n % 3) for n in range(100)) + "]"
    assert [row["row"] for row in answer("anomalies", "-", data=spiky)["anomalies"]] == [61]
    case("forecast and anomalies read CSV, JSON and gaps")


def check_texts(folder):
    got = answer("cluster", os.path.join(folder, "tickets.csv"), "--column", "subject", "--clusters", "4")
    assert sorted(row["size"] for row in got["clusters"]) == [6, 6, 6, 6], got
    pairs = answer("cluster", "-", "--duplicates", "0.7", data="the broker does not start after the upgrade\nthe broker does not start after the upgrade!\n数据库无法连接到服务器\n")["pairs"]
    assert [(row["row"], row["other_row"]) for row in pairs] == [(1, 2)], pairs
    got = answer("classify", os.path.join(folder, "labelled.csv"), "--predict", os.path.join(folder, "new.csv"))
    assert got["accuracy"] == 1 and got["predictions"][0]["label"] == "database", got
    case("cluster and classify on texts")


def check_money():
    range_ = answer("price", "-", data=open(os.path.join(ORACLES, "psm_input.csv")).read().replace('"tch","ch","ex","tex"', "too_cheap,cheap,expensive,too_expensive"))
    assert [range_[k] for k in ("low", "high", "indifference", "optimum")] == [93, 168, 121, 116], range_
    best = answer("price", "-", "--cost", "10", data="price,asked,yes\n50,100,80\n100,100,50\n150,100,20\n")
    assert best["best_price_low"] < best["best_price"] < best["best_price_high"], best
    share = answer("stats", "--successes", "15", "--of", "148")
    near(share["share_low"], 0.0624, 1e-3), near(share["share_high"], 0.1605, 1e-3)
    score = answer("stats", "--promoters", "60", "--passives", "25", "--detractors", "15")
    near(score["score"], 45), near(score["score_low"], 30.4976, 1e-5)
    aml = "time,ended,group\n" + "".join("%d,%d,x\n" % row for row in [(9, 1), (13, 1), (13, 0), (18, 1), (23, 1), (28, 0), (31, 1), (34, 1), (45, 0), (48, 1), (161, 0)])
    assert answer("stats", "-", "--method", "survival", data=aml)["groups"][0]["median"] == 31
    line = answer("stats", "-", "--method", "regression", "--y", "price", data="tier,price\n1,10\n2,21\n3,29\n4,41\n")
    near(line["coefficients"][1]["estimate"], 10.1)
    ahp = answer("stats", "-", "--method", "weights", data="a,b,c\n1,3,5\n0.333333333,1,3\n0.2,0.333333333,1\n")
    near(ahp["weights"][0]["weight"], oracle("portfolio_oracle.json")["ahp"]["w"][0])
    assert answer("stats", "-", data="x\n1\n2\n\n3\n")["mean"] == 2
    case("price and stats agree with the references")


def check_errors(folder):
    refused("queue", "--arrivals", "13", "--handling", "60", "--agents", "7", parts=["for ever"])
    refused("queue", "--arrivals", "x", "--handling", "60", "--agents", "7", parts=["--arrivals", '"x"'])
    refused("queue", "--agents", "7", parts=["--arrivals", "needed"])
    refused("queue", "-", data="arrivals,handling,agents\n1,5,1\n9,60,1\n", parts=["line 3"])
    refused("queue", "--agent", "7", parts=["--agent"])
    refused("forecast", "-", data="a,b\n1,2\n3,x\n4,5\n", parts=["--column"])
    refused("forecast", "-", "--column", "b", data="a,b\n1,2\n3,x\n", parts=["line 3", '"b"', '"x"'])
    refused("forecast", "-", "--column", "z", data="a,b\n1,2\n", parts=['"z"', "a, b"])
    refused("forecast", "-", data="a\n1\n2\n", parts=["at least 4"])
    refused("forecast", "-", data="", parts=["nothing"])
    refused("forecast", "-", data='a,b\n1,"2\n', parts=["line 2", "quote"])
    refused("forecast", "-", data="a,b\n1,2\n1\n", parts=["line 3", "cells"])
    refused("forecast", "-", data="a\n1\n2\n3\n4\n1e999\n", parts=["line 6"])
    refused("forecast", os.path.join(folder, "absent.csv"), parts=["absent.csv"])
    refused("simulate", "-", data='{"classes":[{"name":"a","rate":1,"handling":"long"}]}', parts=["/classes/0/handling", "number"])
    refused("simulate", "-", data='{"classes":[{"name":"a","rate":1,"handling":5}],"groups":[{"classes":["b"],"agents":1}]}', parts=["/groups/0/classes", '"b"'])
    refused("simulate", "-", data='{"classes":', parts=["mainstay: "])
    refused("simulate", "-", data="[1]", parts=["object"])
    refused("shifts", "-", data='{"required":[1,1],"shifts":[{"name":"a","from":0,"hours":1}]}', parts=["satisfies"])
    refused("portfolio", "-", data='{"budget":1,"groups":[{"name":"g","options":[{"name":"o","cost":5,"benefit":1}]}]}', parts=["fits"])
    refused("portfolio", "-", data='{"budget":1,"groups":[{"name":"g","options":[{"name":"o","benefit":1}]}]}', parts=["/groups/0/options/0/cost"])
    refused("price", "-", data="price,asked,yes\n1,10,11\n2,10,1\n", parts=["line 2"])
    refused("stats", "--successes", "3", "--of", "2", parts=["successes"])
    refused("stats", "-", "--method", "magic", data="x\n1\n", parts=["--method"])
    refused("classify", "-", data="text,label\na b,x\nc d,\n", parts=["line 3", "label"])
    refused("nonsense", parts=["nonsense"])
    case("errors name the flag, the line, the column or the member")


def check_text_output():
    code, said, _ = run("analyse", "stats", "--successes", "1", "--of", "4")
    assert code == 0 and re.search(r"^share +0\.25$", said, re.M), said
    case("without --json a person can read it")


with Folder() as folder:
    check_help(folder)
    check_desk()
    check_plans()
    check_series()
    check_texts(folder)
    check_money()
    check_errors(folder)
    check_text_output()
print("ok")
