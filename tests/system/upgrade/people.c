/*
 * The identity of clients survives: user, host, real name, flags, away reason,
 * form of events, read markers, and tags sent just before.
 */
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/must.h"
#include "tests/lib/upgrade.h"

static const char *const names[] = { "ali", "reza", "sara", NULL };

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
	for (const char *const *name = names; *name != NULL; name++) {
		conn_say(bo, "watch %s", *name);
		conn_wait_for(bo, "ok watch %s", *name);
	}
	conn_ask(bo, "name sam", "name * bo!user@*.ip!*!- sam");
	conn_expect(ali, "name * bo sam");
	conn_ask(ali, "seen @bo 5", "ok seen @bo 5");
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
	conn_ask(bo, "watching", "offline * sara");
	conn_expect(bo, "offline * reza");
	conn_expect(bo, "online * ali!aliuser@*.ip!*!B");
	conn_expect(bo, "ok watching 3");
	conn_ask(bo, "whowas bo", "was * bo!user@*.ip!*!- bo");
	conn_expect(bo, "ok whowas bo 1");
	PASS("whom one watches and who was here is known there too");
	conn_ask(ali, "seen @bo", "ok seen @bo 5");
	PASS("how far one has read");
	server_stop(server);
	return tap_done();
}
