#!/usr/bin/env python3
"""The main job by real mail: Postfix hands a mail to LMTP, an agent answers, the customer answers again with a file."""
import os, re, smtplib

from desk import Desk, Folder, Live, Sink, case, mail, wait_for
from servers import Postfix, need

CUSTOMER = "li.wei@sender.example"


def send(postfix, raw, to):
    with smtplib.SMTP("127.0.0.1", postfix.port) as client:
        client.sendmail(CUSTOMER, [to], raw)


def with_file(subject, to, answered, text, name, bytes_base64):
    body = ("--edge\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n"
            "--edge\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
            "Content-Disposition: attachment; filename=\"%s\"\r\n\r\n%s\r\n--edge--\r\n") % (text, name, bytes_base64)
    return mail(subject, "Li Wei <%s>" % CUSTOMER, to, body.encode().decode(), In_Reply_To=answered, References=answered, MIME_Version="1.0",
                Content_Type='multipart/mixed; boundary="edge"')


def check_answer(answer, asked_id):
    """Headers a mail program threads by, a text and an HTML part, and our own token in Reply-To and Message-ID."""
    assert answer["In-Reply-To"] == asked_id and asked_id in answer["References"].split(), (answer["In-Reply-To"], answer["References"])
    token = re.search(r"help\+t-([a-z2-7]{26})@desk\.example", answer["Reply-To"])
    assert token, answer["Reply-To"]
    assert re.fullmatch(r"<[0-9a-f-]{36}\.%s@desk\.example>" % token.group(1), answer["Message-ID"]), answer["Message-ID"]
    text, html = answer.get_body(("plain",)), answer.get_body(("html",))
    assert answer.get_content_type() == "multipart/alternative" and "restart the pump" in text.get_content() and "restart the pump" in html.get_content(), answer
    assert answer["From"].addresses[0].addr_spec == "help@desk.example" and answer["Auto-Submitted"] is None, answer


def story(desk, postfix, sink):
    live = Live(desk)
    asked = mail("泵坏了 pump is down", "Li Wei <%s>" % CUSTOMER)
    asked_id = re.search(rb"Message-ID: (\S+)", asked).group(1).decode()
    send(postfix, asked, "help@desk.example")
    ticket = wait_for(lambda: desk.ticket("泵坏了 pump is down"))
    assert ticket["requester"]["email"] == CUSTOMER and ticket["channel"] == "mail" and ticket["project_name"] == "Harbor", ticket
    live.wait("tickets.ticket_opened", subject_id=ticket["id"])
    case("a mail through Postfix is a ticket, seen live")
    acknowledgement = wait_for(lambda: sink.to(CUSTOMER))[0]
    assert acknowledgement["Auto-Submitted"] == "auto-replied" and "pump is down" not in acknowledgement.as_string(), acknowledgement
    case("the acknowledgement says that it is automatic, and echoes nothing")

    reply = desk.post("/tickets/%s/messages" % ticket["id"], {"kind": "reply", "body": "Please restart the pump."})
    assert reply.status == 201, reply
    answer = wait_for(lambda: len(sink.to(CUSTOMER)) > 1 and sink.to(CUSTOMER))[1]
    check_answer(answer, asked_id)
    state = wait_for(lambda: [d for m in desk.get("/tickets/" + ticket["id"]).json()["messages"] for d in m["delivery"] if d["state"] == "sent"])
    assert state[0]["recipient"] == CUSTOMER, state
    case("the answer goes out once, threaded, as text and HTML, with our token")

    live.close()
    seen = live.events[-1][0]
    send(postfix, with_file("Re: something else", answer["Reply-To"].addresses[0].addr_spec, answer["Message-ID"],
                            "Still down, see the log.\n\nOn Sat, 21 Nov 2026 at 12:00, Harbor <help@desk.example> wrote:\n> Please restart the pump.", "泵.log", "aGVsbG8gcHVtcAo="),
         answer["Reply-To"].addresses[0].addr_spec)
    joined = wait_for(lambda: [m for m in desk.get("/tickets/" + ticket["id"]).json()["messages"] if m["attachments"]])[0]
    assert joined["text"] == "Still down, see the log." and "restart the pump" in joined["quoted"] and not joined["is_unverified"], joined
    attachment = joined["attachments"][0]
    assert attachment["name"] == "泵.log" and desk.get("/attachments/" + attachment["id"]).body == b"hello pump\n", attachment
    assert len(desk.items("/tickets?view=all")) == 1
    case("the customer's answer with a file joins the ticket by its address, whatever the subject")

    resolved = desk.post("/tickets/%s/resolution" % ticket["id"], {"summary": "Pump restarted"})
    assert resolved.status == 200 and resolved.json()["status"] == "resolved", resolved
    resumed = Live(desk, seen)
    wait_for(lambda: len([e for e in resumed.events if e[1].startswith("tickets.")]) >= 2)
    desk.post("/tickets/%s/messages" % ticket["id"], {"kind": "note", "body": "well done"})
    resumed.wait("tickets.message_added", subject_id=ticket["id"])
    everything = Live(desk, 0)
    end = wait_for(lambda: everything.events and everything.events[-1][0] >= resumed.events[-1][0] and everything.events[-1][0])
    before, after, whole = ([e[0] for e in stream.events if e[0] <= end] for stream in (live, resumed, everything))
    began = before[0]
    assert before + after == [seq for seq in whole if seq >= began], (before, after, whole)
    assert len(set(whole)) == len(whole) and whole == sorted(whole), whole
    resumed.close(), everything.close()
    case("live updates resume with neither gap nor double")
    done = desk.command("audit", "verify")
    assert done[0] == 0 and " 0 mistakes" in done[1], done
    desk.check_secrets()


need("postfix", "postqueue", "openssl")
with Folder() as folder:
    sink = Sink()
    desk = Desk(folder, settings=sink.settings())
    postfix = None
    with desk:
        desk.set_up()
        try:
            postfix = Postfix(folder, desk.lmtp)
            story(desk, postfix, sink)
            assert desk.stop() == 0
        except BaseException:
            log = os.path.join(folder, "maillog")
            print(re.sub(r"(?m)^", "    ", open(log).read()[-3000:]) if os.path.exists(log) else "no mail log")
            raise
        finally:
            if postfix:
                postfix.stop()
            sink.stop()
print("ok")
