/* NOTIFY_SOCKET: READY=1 when the server is ready. */
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "shared/addr.h"
#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/scratch.h"

int
main(void)
{
	char path[SCRATCH_PATH];
	char got[256];
	struct addr addr;

	scratch_path(path, "notify");
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	MUST(addr_parse(&addr, path) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0,
	    "cannot bind %s", path);
	MUST(setenv("NOTIFY_SOCKET", path, 1) == 0, "out of memory");
	struct server *server = server_start(NULL);
	MUST(deadline_poll(fd, POLLIN, deadline()), "nothing comes");
	const ssize_t len = io_read(fd, got, sizeof(got) - 1);
	got[len > 0 ? len : 0] = '\0';
	TAP_OK(strncmp(got, "READY=1", 7) == 0 &&
		(got[7] == '\0' || got[7] == '\n'),
	    "READY=1 is sent");
	io_close(&fd);
	server_stop(server);
	return tap_done();
}
