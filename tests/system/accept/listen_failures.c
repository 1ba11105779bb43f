/* An address that the server cannot open gets its message and exit status. */
#include <errno.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	const char *address = server->address[0];
	char path[SCRATCH_PATH];

	server_refuses(&(struct setup) { .listen = { address } }, 69,
	    "forkcastd: cannot listen on %s: %s", address,
	    strerror(EADDRINUSE));
	PASS("a port in use is 69");
	server_refuses(&(struct setup) { .listen = { "127.0.0.1:0", address } },
	    69, "forkcastd: cannot listen on %s: %s", address,
	    strerror(EADDRINUSE));
	PASS("one of several is enough for that");
	scratch_path(path, "no/such/directory");
	server_refuses(&(struct setup) { .listen = { path } }, 73,
	    "forkcastd: cannot listen on %s: No such file or directory", path);
	PASS("a path that cannot be is 73");
	server_stop(server);
	return tap_done();
}
