/* The configuration file and the environment apply to scripts and to people. */
#include <stdio.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define WRITE                        \
	"mkdir -p config/forkcast; " \
	"exec 3>&1 >config/forkcast/config; printf "
#define AND "; exec >&3; "

static const struct shell_case errors[] = {
	{ WRITE "'# mine\\n\\nname\\n'" AND "forkcast send 1 x", 78, "",
	    "forkcast send: */config/forkcast/config:3: name: missing "
	    "value\n" },
	{ WRITE "'colour red\\n'" AND "forkcast </dev/null", 78, "",
	    "forkcast: */config/forkcast/config:1: colour: unknown key; "
	    "...\n" },
	{ WRITE "'na\\033[2Jme javad\\n'" AND "forkcast ping", 78, "",
	    "forkcast ping: *config:1: na?[2Jme: unknown key; ...\n" },
	{ WRITE "'na\\302\\2332Jme javad\\n'" AND "forkcast ping", 78, "",
	    "forkcast ping: *config:1: na?2Jme: unknown key; ...\n" },
	{ WRITE "'name javad\\nalias quit part\\n'" AND "forkcast ping", 78, "",
	    "forkcast ping: *config:2: alias: /quit is a command\n" },
	{ WRITE "'name a b\\n'" AND "forkcast names 1", 78, "",
	    "forkcast names: */config/forkcast/config:1: name: invalid name: "
	    "use letters and digits of one writing system, begin with a "
	    "letter, and avoid the names of commands\n" },
	{ WRITE "'timeout soon'" AND "forkcast ping", 78, "",
	    "forkcast ping: */config/forkcast/config:1: timeout: must be "
	    "...\n" },
	{ WRITE "'server ::1\\n'" AND "forkcast fifo x", 78, "",
	    "forkcast fifo: */config/forkcast/config:1: server: ...\n" },
	{ WRITE "'times maybe\\n'" AND "forkcast ping", 78, "",
	    "forkcast ping: */config/forkcast/config:1: times: must be auto, "
	    "yes or no\n" },
	{ "rm config/forkcast/config; mkdir config/forkcast/config; "
	  "forkcast ping",
	    78, "", "forkcast ping: cannot read *: not a regular file\n" },
	{ "rmdir config/forkcast/config; "
	  "FORKCAST_NAME='a b' forkcast send 1 x",
	    78, "", "forkcast send: FORKCAST_NAME \"a b\": ...\n" },
	{ "FORKCAST_SERVER=no@where forkcast send 1 x", 78, "",
	    "forkcast send: FORKCAST_SERVER \"no@where\": ...\n" },
};

/* Not for root, who may read all. */
static const struct shell_case unreadable[] = {
	{ WRITE "'times yes\\n'" AND "chmod 0 config/forkcast/config; "
		"forkcast ping; code=$?; rm -f config/forkcast/config; "
		"exit $code",
	    78, "", "forkcast ping: cannot open *: Permission denied\n" },
};

static struct server *server;
static struct conn *ali;

static void
run(const char *script)
{
	struct shell *shell = shell_start(server->address[0], script);
	const int status = shell_status(shell);

	MUST(
	    status == 0, "%s: %d, %s", script, status, shell_complained(shell));
}

/* Each source of a name or an address wins over the ones before it. */
static void
who_wins(void)
{
	char script[512];

	run("forkcast send 1 x");
	conn_wait_for(ali, "msg * 1 *-* x");
	PASS("without any name it is the user's, and the process ID");
	(void)snprintf(script, sizeof(script),
	    WRITE "'server %s\\nname javad\\ngroup 1\\ntimeout 7\\n'" AND
		  "unset FORKCAST_SERVER; forkcast send 1 by file",
	    server->address[0]);
	run(script);
	conn_wait_for(ali, "msg * 1 javad-* by file");
	PASS("the file gives the server, and a name with the process ID");
	run("FORKCAST_NAME=env forkcast send 1 by environment");
	conn_wait_for(ali, "msg * 1 env by environment");
	PASS("the environment gives the name itself");
	run("FORKCAST_NAME=env forkcast send -n opt 1 by option");
	conn_wait_for(ali, "msg * 1 opt by option");
	PASS("an option wins over it");
	run("FORKCAST_SERVER=127.0.0.1:1 forkcast send -s $FORKCAST_SERVER 1 "
	    "x && FORKCAST_NAME= forkcast send 1 empty");
	conn_wait_for(ali, "msg * 1 javad-* empty");
	PASS("an empty variable is none");
	run("unset FORKCAST_SERVER; mkdir -p .config other/forkcast; "
	    "cp -r config/forkcast .config; export HOME=$PWD; "
	    "echo server 127.0.0.1:1 >other/forkcast/config; "
	    "XDG_CONFIG_HOME=$PWD/other forkcast send 1 x; test $? -eq 69 && "
	    "XDG_CONFIG_HOME=other forkcast send 1 at home && "
	    "unset XDG_CONFIG_HOME && forkcast send 1 at home");
	conn_wait_for(ali, "msg * 1 javad-* at home");
	conn_wait_for(ali, "msg * 1 javad-* at home");
	PASS("the file is looked for at home if XDG_CONFIG_HOME is no path");
}

static void
people(void)
{
	run("unset FORKCAST_SERVER; echo hello | forkcast");
	conn_wait_for(ali, "msg * 1 javad hello");
	PASS("a person has the name and the groups of the file");
	struct shell *shell =
	    shell_start(server->address[0], "exec forkcast listen -c 1");
	conn_wait_for(ali, "join * 1 javad-*");
	conn_say(ali, "send 1 one");
	TAP_NUM(shell_status(shell), 0, "listen has its groups too");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	who_wins();
	people();
	shell_cases(server->address[0], errors);
	if (geteuid() != 0)
		shell_cases(server->address[0], unreadable);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
