/*
 * forkcast listen -e prints a kick with who, whom and why, then the leave with
 * the same ID; a command of -x gets the same.
 */
#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define EARS "forkcast listen -e -f boss -f ali -n ears "

static const struct {
	const char *script;
	const char *says;
} rows[] = {
	{ EARS "-c 2 ops",
	    "-- kick ops boss ali that is  enough\n"
	    "-- leave ops ali that is  enough\n" },
	{ EARS "-c 2 -j ops",
	    "{\"id\":*,\"kind\":\"kick\",\"group\":\"ops\",\"name\":\"boss\","
	    "\"to\":\"ali\",\"text\":\"that is  enough\"}\n"
	    "{\"id\":*,\"kind\":\"leave\",\"group\":\"ops\",\"name\":\"ali\","
	    "\"text\":\"that is  enough\"}\n" },
	{ EARS "-c 2 -j ops | cut -d , -f 1 | uniq", "{\"id\":*\n" },
	{ EARS "-c 1 -x 'echo $FORKCAST_KIND $FORKCAST_GROUP $FORKCAST_SENDER "
	       "$FORKCAST_TO ${FORKCAST_COUNT-none}' ops",
	    "kick ops boss ali none\n" },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *boss = conn_member(server, "boss", "ops");
	struct conn *ali = conn_named(server, "ali");

	for (size_t i = 0; i < COUNT(rows); i++) {
		conn_say(ali, "join ops");
		conn_wait_for(boss, "join * ops ali");
		struct shell *shell =
		    shell_start(server->address[0], rows[i].script);
		conn_wait_for(boss, "join * ops ears");
		conn_say(boss, "kick ops ali that is  enough");
		TAP_NUM(shell_status(shell), 0, "%s", rows[i].script);
		TAP_OK(shell_matches(rows[i].says, shell_said(shell)),
		    "what it says");
		conn_wait_for(boss, "quit * ears...");
	}
	conn_close(boss);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
