/* The socket for a bot's guests: see bot_socket.h. */
#define _XOPEN_SOURCE 700
#include "script/bot/bot_socket.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/io.h"
#include "shared/str.h"

/* The directory: our process ID follows, "-", and letters of mkdtemp. */
#define DIRECTORY "forkcast-bot-"
#define LETTERS "XXXXXX"
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

/*
 * Returns whether a directory of that name is one of a bot whose process is
 * gone.
 */
static bool
is_orphan(const char *name)
{
	struct str rest = str_from(name);
	uint64_t pid;

	return str_skip(&rest, STR(DIRECTORY)) &&
	    str_to_number(str_cut(&rest, '-'), INT32_MAX, &pid) && pid > 0 &&
	    rest.len == strlen(LETTERS) && kill((pid_t)pid, 0) != 0 &&
	    errno == ESRCH;
}

/*
 * Returns whether nobody listens on the socket: the process may be one that is
 * not seen from here, as in another container.
 */
static bool
is_dead(const char *path)
{
	struct addr addr;
	int fd = -1;

	if (addr_parse(&addr, path) == NULL)
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
	const bool dead = fd != -1 && io_prepare(fd) &&
	    connect(fd, &addr.to.any, addr.len) != 0 &&
	    (errno == ECONNREFUSED || errno == ENOENT);
	io_close(&fd);
	return dead;
}

/*
 * Removes what a bot has left that was killed. Only its user could have put
 * anything there, and whatever fails is no harm to anybody.
 */
static void
remove_orphan(const char *below, const char *name)
{
	char directory[sizeof(place.path)], path[sizeof(place.path)];
	struct stat is;
	const int len =
	    snprintf(directory, sizeof(directory), "%s/%s", below, name);

	if (len < 0 || (size_t)len + sizeof(NAME) > sizeof(path) ||
	    lstat(directory, &is) != 0 || !S_ISDIR(is.st_mode) ||
	    is.st_uid != geteuid() || (is.st_mode & 077) != 0)
		return;
	(void)snprintf(path, sizeof(path), "%.*s" NAME, len, directory);
	if (!is_dead(path))
		return;
	(void)unlink(path);
	(void)rmdir(directory);
}

static void
remove_orphans(const char *below)
{
	DIR *directory = opendir(below);
	const struct dirent *entry;

	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL)
		if (is_orphan(entry->d_name))
			remove_orphan(below, entry->d_name);
	(void)closedir(directory); /* it was only read */
}

/* Makes the directory below that one; false with errno. */
static bool
make_directory(const char *below)
{
	const int len = snprintf(place.directory, sizeof(place.directory),
	    "%s/" DIRECTORY "%ld-" LETTERS, below, (long)getpid());

	if (len < 0 || (size_t)len + sizeof(NAME) > sizeof(place.path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	remove_orphans(below);
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
