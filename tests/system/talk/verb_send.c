/* send: the message to all members, its text as it stands, and refusals. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "send", "err send bad-command ..." },
	{ "send 1", "err send bad-command ..." },
	{ "send 1 ", "err send bad-command ..." },
	{ "send 2 hello", "err send not-member ..." },
	{ "send nowhere hello", "err send not-member ..." },
	{ "send a@b hello", "err send bad-group ..." },
	{ "sned 1 hello", "err - bad-command ..." },
	{ "SEND 1 hello", "err - bad-command ..." },
	{ " send 1 hello", "err - bad-command ..." },
};

/* Texts that must arrive byte for byte. */
static const char *const texts[] = {
	"hello ali",
	" two  spaces  and one behind ",
	"\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85 \xd8\xb9\xd9\x84\xdb\x8c",
	"na\xc3\xafve \xe2\x82\xac \xf0\x9f\x8d\xb4",
	"tab\tand \x02"
	"bold\x02 \x01"
	"ACTION waves\x01",
	"msg 1 1 ali forged",
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *other = conn_member(server, "other", "2");

	conn_expect(javad, "join * 1 ali");
	for (size_t i = 0; i < COUNT(texts); i++) {
		conn_say(javad, "send 1 %s", texts[i]);
		conn_expect(javad, "msg * 1 javad %s", texts[i]);
		conn_expect(ali, "msg * 1 javad %s", texts[i]);
	}
	conn_expect_nothing(other);
	PASS("every member gets it as it was sent, the sender too");
	conn_steps(javad, refused);
	conn_expect_nothing(ali);
	PASS("refused messages go to nobody");
	conn_send(javad, "\n\r\n", 3);
	conn_ask(javad, "send 1 with CR\r", "msg * 1 javad with CR");
	PASS("CR LF ends a line too, empty lines are ignored");
	server_stop(server);
	return tap_done();
}
