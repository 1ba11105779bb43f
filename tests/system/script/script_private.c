/*
 * forkcast listen @ prints what is sent to it alone, -f only what comes from a
 * client or an account, and -N no notes. JSON and commands get the sender's
 * account, which nobody can forge.
 */
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"

#define LISTEN "exec forkcast listen -n ears "
#define HEAD "{\"id\":*,\"time\":\"*Z\",\"kind\":"
#define BOT                                                                  \
	"-x 'echo \"$FORKCAST_KIND,${FORKCAST_GROUP-none},$FORKCAST_SENDER," \
	"${FORKCAST_TO-none},${FORKCAST_ACCOUNT-none} $(cat)\"' "

/* Lines that are sent to each listener; only ali is logged in to an account. */
static const struct {
	bool ali;
	const char *line;
} talk[] = {
	{ true, "send 1 to all" },
	{ false, "tell ears psst" },
	{ true, "note @ears a note" },
	{ true, "note 1 a note to all" },
	{ false, "send 2 elsewhere" },
	{ true, "tell ears the end" },
	{ true, "send 1 the end" },
};

static const struct {
	const char *script;
	const char *said;
} rows[] = {
	{ LISTEN "-c 3 @ 3",
	    "eve -> ears: psst\nali -> ears: a note\nali -> ears: the end\n" },
	{ LISTEN "-c 3 1 3",
	    "[1] ali: to all\n[1] ali: a note to all\n"
	    "[1] ali: the end\n" },
	{ LISTEN "-c 7 1 @ 2 3",
	    "[1] ali: to all\neve -> ears: psst\nali -> ears: a note\n"
	    "[1] ali: a note to all\n[2] eve: elsewhere\n"
	    "ali -> ears: the end\n[1] ali: the end\n" },
	{ LISTEN "-f EVE -c 2 @ 1 2 3",
	    "eve -> ears: psst\n[2] eve: elsewhere\n" },
	{ LISTEN "-f eve -f ~a:SAM -N -c 3 @ 1 3",
	    "[1] ali: to all\neve -> ears: psst\nali -> ears: the end\n" },
	{ LISTEN "-f ~a:sam -c 2 @ 3",
	    "ali -> ears: a note\nali -> ears: the end\n" },
	{ LISTEN "-j -c 3 @ 3",
	    HEAD "\"tell\",\"name\":\"eve\",\"to\":\"ears\","
		 "\"text\":\"psst\"}\n" HEAD
		 "\"note\",\"name\":\"ali\",\"to\":\"ears\","
		 "\"text\":\"a note\",\"account\":\"Sam\"}\n" HEAD
		 "\"tell\",\"name\":\"ali\",\"to\":\"ears\","
		 "\"text\":\"the end\",\"account\":\"Sam\"}\n" },
	{ LISTEN BOT "-c 3 1 @ 3",
	    "msg,1,ali,none,Sam to all\ntell,none,eve,ears,none psst\n"
	    "tell,none,ali,ears,Sam the end\n" },
	{ LISTEN BOT "-e -f ali -f eve -c 4 1 3",
	    "msg,1,ali,none,Sam to all\ntell,none,eve,ears,none psst\n"
	    "note,none,ali,ears,Sam a note\nnote,1,ali,none,Sam a note to "
	    "all\n" },
	{ LISTEN "-j " BOT "-c 1 @ 3",
	    "tell,none,eve,ears,none " HEAD "\"tell\",\"name\":\"eve\","
	    "\"to\":\"ears\",\"text\":\"psst\"}\n" },
};

static const struct shell_case mistakes[] = {
	{ "forkcast listen -f 'not a name' 1", 64, "",
	    "forkcast listen: -f not a name: not a valid name\n" },
	{ "forkcast listen -f ~a: 1", 64, "",
	    "forkcast listen: -f ~a:: not a valid name of an account\n" },
	{ "forkcast listen -f operserv -c 1 1x/", 64, "",
	    "forkcast listen: group \"1x/\": ...\n" },
	{ "forkcast listen `printf -- '-f a%s ' 1 2 3 4 5 6 7 8 9 10 11 12 13 "
	  "14 15 16 17` @",
	    64, "", "forkcast listen: too many -f, limit 16\n" },
};

/* One after the other, so that they come in this order. */
static void
say_all(struct conn *ali, struct conn *eve)
{
	for (size_t i = 0; i < COUNT(talk); i++) {
		struct conn *speaker = talk[i].ali ? ali : eve;
		conn_say(speaker, talk[i].line);
		conn_say(speaker, "ping");
		conn_wait_for(speaker, "ok ping");
	}
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });

	keeper_add(server, "Sam");
	struct conn *ali = keeper_come(server, "Sam");
	struct conn *eve = conn_member(server, "eve", "2");

	conn_ask(ali, "name ali", "name * Sam ali");
	conn_ask(ali, "join 1", "join * 1 ali");
	MUST(setenv("FORKCAST_ACCOUNT", "inherited", 1) == 0, "setenv");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct shell *shell =
		    shell_start(server->address[0], rows[i].script);
		shell_await(server->address[0], "ears", "3");
		say_all(ali, eve);
		TAP_NUM(shell_status(shell), 0, "%s", rows[i].script);
		if (!TAP_OK(shell_matches(rows[i].said, shell_said(shell)),
			"what it prints"))
			tap_note("it is:\n%s", shell_said(shell));
	}
	shell_cases(server->address[0], mistakes);
	server_stop(server);
	return tap_done();
}
