/*
 * OPER gets an error while nobody can check a secret, and REHASH if the
 * configuration is wrong.
 */
#include <signal.h>
#include <string.h>

#include "tests/lib/keeper.h"
#include "tests/lib/tap.h"

static struct conn *
enter(const struct server *server, const char *nick)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "NICK %s\r\nUSER %s 0 * :%s\r", nick, nick, nick);
	conn_wait_for(conn, ":* 422 ...");
	return conn;
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = KEEPER_QUICK "oper ali\n", .paced = true });
	struct conn *ali = enter(server, "ali");
	struct conn *other = conn_open(server);
	struct str line;
	pid_t keeper;

	keeper_add(server, "ali");
	conn_say(ali, "OPER ali pw\r");
	conn_wait_for(ali, ":ali MODE ali +o*");
	server_configure(server, "nose 7\n");
	conn_say(ali, "REHASH\r");
	conn_expect(ali, ":* 400 ali REHASH :*:1: ...");
	server_configure(server, KEEPER_QUICK "oper bo\nhold_time 60\n");
	conn_say(ali, "REHASH\r");
	conn_expect(ali, ":ali MODE ali -o*");
	conn_expect(ali, ":* 382 ali forkcastd.conf :Rehashing*");
	conn_say(ali, "REHASH\r");
	conn_expect(ali, ":* 481 ali :Permission Denied- ...");
	PASS("what REHASH tells is what came of it");
	keeper = keeper_find(server);
	MUST(kill(keeper, SIGSTOP) == 0, "kill");
	conn_say(ali, "PING x\r\nOPER ali pw\r");
	conn_expect(ali, ":* PONG * :x\r");
	conn_ask(other, "ping", "ok ping");
	server_pace(server, 30 * SEC);
	conn_ask(other, "ping", "ok ping");
	MUST(!conn_has_line(ali, &line), "that is too soon");
	server_pace(server, 30 * SEC);
	conn_expect(ali, ":* 491 ali :...");
	MUST(kill(keeper, SIGCONT) == 0, "kill");
	PASS("who cannot be judged now is told so");
	server_stop(server);
	return tap_done();
}
