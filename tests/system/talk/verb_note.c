/*
 * note, signal: to a group and to one, in both forms, and each way to be
 * refused. A signal is nothing for who does not want full events.
 */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "note", "err note bad-command ..." },
	{ "note 1", "err note bad-command ..." },
	{ "note 2 x", "err note not-member ..." },
	{ "note @nobody x", "err note no-such-name ..." },
	{ "note @ x", "err note bad-name ..." },
	{ "signal", "err signal bad-command ..." },
	{ "signal 1 x", "err signal bad-command ..." },
	{ "signal 2", "err signal not-member ..." },
	{ "signal @nobody", "err signal no-such-name ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *bo = conn_member(server, "bo", "1");

	conn_expect(ali, "join * 1 bo");
	conn_ask(bo, "want full", "ok want full");
	conn_steps(ali, refused);
	conn_expect_nothing(bo);
	conn_ask(ali, "note 1 a b", "msg * 1 ali a b");
	conn_expect(bo, "note * 1 ali!user@*.ip!*!- a b");
	conn_ask(bo, "note 1 c", "note * 1 bo!user@*.ip!*!- c");
	conn_expect(ali, "msg * 1 bo c");
	PASS("a note to a group is a message for who does not know better");
	conn_ask(ali, "note @BO a b", "tell * ali bo a b");
	conn_expect(bo, "note * @bo ali!user@*.ip!*!- a b");
	conn_ask(bo, "note @ali c", "note * @ali bo!user@*.ip!*!- c");
	conn_expect(ali, "tell * bo ali c");
	PASS("and to one alone");
	conn_ask(ali, "signal 1", "ok signal");
	conn_expect(bo, "signal * 1 ali!user@*.ip!*!-");
	conn_ask(bo, "signal 1", "signal * 1 bo!user@*.ip!*!-");
	conn_ask(ali, "signal @bo", "ok signal");
	conn_expect(bo, "signal * @bo ali!user@*.ip!*!-");
	conn_ask(bo, "signal @ali", "signal * @ali bo!user@*.ip!*!-");
	conn_expect_nothing(ali);
	PASS("a signal reaches those who want it");
	server_stop(server);
	return tap_done();
}
