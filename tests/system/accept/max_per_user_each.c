/* max_per_user counts each user separately. */
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/login.h"

int
main(void)
{
	char path[SCRATCH_PATH];

	login_open_path(path);
	const uid_t daemon = login_find("daemon");
	const uid_t nobody = login_find("nobody");
	struct server *server = server_start(&(struct setup) {
	    .config = "max_per_user 1\n", .listen = { path } });
	MUST(chmod(path, 0666) == 0, "cannot open %s for others", path);
	struct conn *first = login_connect(path, daemon);

	conn_ask(first, "javad", "ok name javad");
	conn_expect_turned_away(login_connect(path, daemon), "...");
	server_expect(server, "refused: %s uid %lu (too many from one user)",
	    path, (unsigned long)daemon);
	conn_ask(login_connect(path, nobody), "ali", "ok name ali");
	conn_ask(conn_open_at(path), "reza", "ok name reza");
	PASS("one has too many, the others have not");
	server_stop(server);
	return tap_done();
}
