/*
 * about, flag: what is said of oneself before a name and behind it, who sees it
 * and what is refused.
 */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "about", "err about bad-command ..." },
	{ "about ali", "err about bad-command ..." },
	{ "about a!b x", "err about bad-text ..." },
	{ "about a@b x", "err about bad-text ..." },
	{ "about a*b x", "err about bad-text ..." },
	{ "about 12345678901 x", "err about too-long ..." },
	{ "about \xc3\xa9 x", "err about bad-text ..." },
	{ "about a \x1b", "err about bad-text ..." },
	{ "flag B", "err flag bad-command ..." },
	{ "flag +x", "err flag bad-command ..." },
	{ "flag +BB", "err flag bad-command ..." },
	{ "flag =B", "err flag bad-command ..." },
	{ "flag", "ok flag -" },
};

static const struct step flags[] = {
	{ "flag +i", "ok flag i" },
	{ "flag +w", "ok flag iw" },
	{ "flag -i", "ok flag w" },
	{ "flag -i", "ok flag w" },
	{ "flag -w", "ok flag -" },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *bo = conn_member(server, "bo", "1");
	struct conn *ali = conn_open(server);

	conn_ask(bo, "want full", "ok want full");
	conn_steps(ali, refused);
	conn_ask(ali, "about ~al.i_-1 Ali  of Shiraz ", "ok about");
	conn_ask(ali, "flag +B", "ok flag B");
	conn_ask(ali, "ali", "ok name ali");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_expect(bo, "join * 1 ali!~al.i_-1@*.ip!*!B Ali  of Shiraz ");
	PASS("user, real name and flags are there from the first event on");
	conn_ask(ali, "about other Ali of Tehran", "ok about");
	conn_expect(bo, "about * ali!~al.i_-1@*.ip!*!B Ali of Tehran");
	PASS("the real name may change, the user is as it was");
	conn_ask(ali, "flag -B", "ok flag -");
	conn_ask(ali, "send 1 x", "msg * 1 ali x");
	conn_expect(bo, "msg * 1 ali!~al.i_-1@*.ip!*!- x");
	conn_steps(ali, flags);
	PASS("and so may flags");
	server_stop(server);
	return tap_done();
}
