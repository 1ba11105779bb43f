/* peer_names with several users: each has its own login as name, or none. */
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/login.h"

int
main(void)
{
	char path[SCRATCH_PATH];

	login_open_path(path);
	struct server *server = server_start(&(struct setup) {
	    .config = "peer_names yes\n", .listen = { path } });
	MUST(chmod(path, 0666) == 0, "cannot open %s for others", path);
	struct conn *daemon = login_connect(path, login_find("daemon"));
	struct conn *nobody = login_connect(path, login_find("nobody"));
	struct conn *unknown = login_connect(path, login_nobodys());

	conn_ask(nobody, "daemon", "ok name nobody");
	conn_ask(daemon, "nobody", "ok name daemon");
	PASS("each has its login, whoever it says it is");
	conn_ask(unknown, "daemon", "err name not-allowed ...");
	conn_ask(unknown, "unknown", "err name not-allowed ...");
	PASS("who has no login cannot have any name");
	conn_ask(unknown, "quit", "bye quit ...");
	server_stop(server);
	return tap_done();
}
