/*
 * Who people are goes to the next program: user, host, real name, flags, why
 * one is away, the form that it wants, and tags that were said last before.
 */
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/must.h"
#include "tests/lib/upgrade.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *bo = conn_member(server, "bo", "1");
	struct conn *ali = conn_open(server);
	struct str before;
	char who[200];

	conn_ask(bo, "want full", "ok want full");
	conn_ask(ali, "about aliuser Ali of Shiraz", "ok about");
	conn_ask(ali, "flag +B", "ok flag B");
	conn_ask(ali, "ali", "ok name ali");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_expect(bo, "join * 1 ali!aliuser@*.ip!*!B Ali of Shiraz");
	before = bo->line;
	(void)str_word(&before);
	(void)str_word(&before);
	(void)str_word(&before);
	MUST(before.len < sizeof(who), "too long");
	memcpy(who, before.at, before.len);
	who[before.len] = '\0';
	conn_ask(ali, "away out", "ok away");
	conn_expect(bo, "away * ali!aliuser@*.ip!*!B out");
	conn_say(ali, "tags +a=b");
	conn_ask(ali, "ping", "ok ping");
	conn_say(ali, "tags +c=d");
	conn_ask(bo, "ping", "ok ping");
	upgrade_to(server, UPGRADE_LATER);
	conn_ask(ali, "send 1 x", "msg * 1 ali x");
	conn_expect(bo, "tags +c=d");
	conn_expect(bo, "msg * 1 ali!aliuser@*.ip!*!B x");
	PASS("tags go with what was said behind them in the next program");
	conn_ask(ali, "leave 1", "leave * 1 ali");
	conn_expect(bo, "leave * 1 ali!aliuser@*.ip!*!B");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_expect(bo, "join * 1 %s", who);
	conn_expect(bo, "away * ali!aliuser@*.ip!*!B out");
	PASS("and it is who it was, at the same host");
	server_stop(server);
	return tap_done();
}
