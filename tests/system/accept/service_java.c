/*
 * The clients of a lecture, in Java (Clients.java), get the date and their echo
 * over TCP and over UDP. Run in the root of the repository.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/health.h"
#include "tests/lib/shell.h"

#define SOURCE "tests/system/accept/Clients.java"

/* The options are those with which Java starts soonest. */
#define SCRIPT                                                             \
	"javac -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -proc:none "   \
	"-d . '%s' && exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC " \
	"-cp . Clients %s %s %s"

/* Ends the test unless there is a compiler, and a machine to run the program.
 */
static void
need_java(void)
{
	struct shell *shell =
	    shell_start("1", "command -v javac && command -v java");

	if (shell_status(shell) != 0)
		tap_skip("there is no JDK: the Java clients are not run");
}

int
main(void)
{
	char script[4 * SCRATCH_PATH], udp[ADDR_TEXT];
	char *source = realpath(SOURCE, NULL);

	need_java();
	MUST(source != NULL, "there is no " SOURCE);
	struct server *server = server_start(&(struct setup) {
	    .listen = { "127.0.0.1:0 date", "127.0.0.2:0 echo" },
	    .config = "responder 127.0.0.1:0 echo\n" });
	health_address(server, udp);
	const int len = snprintf(script, sizeof(script), SCRIPT, source,
	    server->address[0], server->address[1], udp);
	MUST(len > 0 && (size_t)len < sizeof(script), "a long path");
	struct shell *shell = shell_start(server->address[0], script);
	if (!TAP_NUM(shell_status(shell), 0, "the clients end well"))
		tap_note("%s", shell_complained(shell));
	if (!TAP_OK(shell_matches("date: 20*-*-*T*:*:*.*Z\necho: Echo this!\n"
				  "udp: Echo this!\n",
			shell_said(shell)),
		"each gets what it wants"))
		tap_note("%s", shell_said(shell));
	free(source);
	server_stop(server);
	return tap_done();
}
