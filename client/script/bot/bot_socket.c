/* The socket for a bot's guests: see bot_socket.h. */
#define _XOPEN_SOURCE 700
#include "script/bot/bot_socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/io.h"

#define DIRECTORY "forkcast-bot-XXXXXX"
#define NAME "/socket"

/* Guests that may wait to be accepted. */
#define BACKLOG 64

static struct {
	int fd;
	char directory[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
} place = { .fd = -1 };

const char *
bot_socket_path(void)
{
	return place.path;
}

/* Makes the directory below that one; false with errno. */
static bool
make_directory(const char *below)
{
	const int len = snprintf(
	    place.directory, sizeof(place.directory), "%s/" DIRECTORY, below);

	if (len < 0 || (size_t)len + sizeof(NAME) > sizeof(place.path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	return mkdtemp(place.directory) != NULL;
}

/* Makes the directory where only we may be, or else in /tmp. */
static bool
choose_directory(void)
{
	const char *run = getenv("XDG_RUNTIME_DIR");

	return (run != NULL && *run == '/' && make_directory(run)) ||
	    make_directory("/tmp");
}

/* Binds the socket, which has its mode from the first moment on. */
static bool
bind_private(const struct addr *addr)
{
	const mode_t usual = umask(S_IXUSR | S_IRWXG | S_IRWXO);
	const bool good = bind(place.fd, &addr->to.any, addr->len) == 0;
	const int error = errno;

	(void)umask(usual);
	errno = error;
	return good && listen(place.fd, BACKLOG) == 0;
}

int
bot_socket_open(void)
{
	struct addr addr;

	if (!choose_directory())
		return -1;
	/* It fits: the directory has left room. */
	(void)snprintf(place.path, sizeof(place.path), "%.*s" NAME,
	    (int)(sizeof(place.path) - sizeof(NAME)), place.directory);
	errno = EINVAL;
	if (addr_parse(&addr, place.path) == NULL)
		place.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (place.fd != -1 && io_prepare(place.fd) && bind_private(&addr))
		return place.fd;
	const int error = errno;
	bot_socket_close();
	errno = error;
	return -1;
}

void
bot_socket_close(void)
{
	if (place.path[0] == '\0')
		return;
	io_close(&place.fd);
	/* Whatever fails here is no harm to anybody. */
	(void)unlink(place.path);
	(void)rmdir(place.directory);
	place.path[0] = '\0';
}
