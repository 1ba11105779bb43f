/*
 * server/accept/listen: which addresses are opened, taken over, refused and
 * closed. All of it on loopback and in a directory of the test.
 */
#define _GNU_SOURCE /* TCP_USER_TIMEOUT */
#include "server/accept/listen.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "server/base/log/log.h"
#include "server/base/loop/watch.h"
#include "server/base/mem/limits.h"
#include "server/base/state/module.h"
#include "shared/io.h"
#include "shared/str.h"
#include "tests/lib/child.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

#define FDS 200
#define ANY_PORT "127.0.0.1:0"

static struct {
	char path[SCRATCH_PATH]; /* of a UNIX socket */
	char lock[SCRATCH_PATH];
	char other[SCRATCH_PATH]; /* the same path, spelled otherwise */
	struct error why;
} test;

/* Listens to just these; the list ends with null. */
static bool
listen_only(const char *const *addresses)
{
	char *at[LISTEN_MAX + 4];
	struct config_list list = { .at = at };

	test.why = (struct error) { 0 };
	for (; list.count < COUNT(at) && addresses[list.count] != NULL;
	     list.count++) {
		at[list.count] = strdup(addresses[list.count]);
		MUST(at[list.count] != NULL, "no memory");
	}
	const bool good = listen_to(&list, &test.why);
	for (size_t i = 0; i < list.count; i++)
		free(at[i]);
	return good;
}

static bool
listen_one(const char *address)
{
	return listen_only((const char *[]) { address, NULL });
}

static bool
exists(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0;
}

/* Somebody comes in there. */
static bool
is_reached(const char *address)
{
	struct addr addr;
	int fd;
	bool good;

	if (addr_parse(&addr, address) != NULL)
		return false;
	fd = socket(addr.to.any.sa_family, SOCK_STREAM, 0);
	good = fd != -1 && connect(fd, &addr.to.any, addr.len) == 0;
	io_close(&fd);
	return good;
}

static void
listens_to_ports(void)
{
	char first[ADDR_TEXT];

	TAP_OK(listen_one(ANY_PORT), "any port: %s", test.why.text);
	if (listen_count() != 1)
		return;
	memcpy(first, listen_get(0)->text, sizeof(first));
	TAP_OK(
	    strcmp(first, ANY_PORT) != 0 && is_reached(first), "is a real one");
	TAP_OK(listen_get(0)->local, "and for this machine alone");
	TAP_OK(listen_one(ANY_PORT) && !strcmp(listen_get(0)->text, first),
	    "the same again is not opened again");
	TAP_OK(listen_one(first) && listen_count() == 1 &&
		!strcmp(listen_get(0)->text, first),
	    "nor if its number is written out: %s", test.why.text);
	TAP_OK(listen_only((const char *[]) { first, ANY_PORT, NULL }) &&
		listen_count() == 1 && is_reached(first),
	    "nor if both are: %s", test.why.text);
	TAP_OK(listen_only((const char *[]) {
		   "127.0.0.2:0", "127.0.0.3:0", "127.0.0.2:0", NULL }),
	    "two others: %s", test.why.text);
	TAP_OK(listen_count() == 2 && !is_reached(first),
	    "in the place of the first");
	listen_close();
	TAP_NUM(listen_count(), 0, "all are closed");
}

static void
is_told_of_ports_in_use(void)
{
	struct addr addr;
	char taken[ADDR_TEXT];
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	MUST(addr_parse(&addr, ANY_PORT) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0 && listen(fd, 1) == 0 &&
		getsockname(fd, &addr.to.any, &addr.len) == 0,
	    "cannot listen");
	addr_text(&addr, taken);
	TAP_OK(listen_one(ANY_PORT), "any port: %s", test.why.text);
	TAP_OK(!listen_only((const char *[]) { ANY_PORT, taken, NULL }) &&
		test.why.code == EX_UNAVAILABLE &&
		strstr(test.why.text, taken) != NULL,
	    "one in use: %s", test.why.text);
	TAP_OK(listen_count() == 1 && is_reached(listen_get(0)->text),
	    "nothing has changed");
	io_close(&fd);
	listen_close();
}

static void
knows_spellings(void)
{
	static const char *const hosts[] = { "127.0.0.1:", "localhost:", "" };
	char first[ADDR_TEXT], other[ADDR_TEXT + 16];

	TAP_OK(listen_one(ANY_PORT), "any port: %s", test.why.text);
	memcpy(first, listen_get(0)->text, sizeof(first));
	for (size_t i = 0; i < COUNT(hosts); i++) {
		(void)snprintf(other, sizeof(other), "%s%s", hosts[i],
		    strchr(first, ':') + 1); /* fits */
		TAP_OK(listen_one(other) && listen_count() == 1 &&
			is_reached(first),
		    "%s is %s: %s", other, first, test.why.text);
	}
	listen_close();
	TAP_OK(listen_one(test.path) && listen_one(test.other) &&
		listen_count() == 1 && is_reached(test.path),
	    "a path is the same whatever leads there: %s", test.why.text);
	listen_close();
}

/*
 * Returns an option of an accepted connection, which it inherits from the first
 * listener.
 */
static int
inherited(int level, int name)
{
	struct addr addr;
	int to, from;
	int value = -1;
	socklen_t size = sizeof(value);

	MUST(addr_parse(&addr, listen_get(0)->text) == NULL, "no address");
	to = socket(AF_INET, SOCK_STREAM, 0);
	MUST(to != -1 && connect(to, &addr.to.any, addr.len) == 0,
	    "cannot connect");
	from = io_accept(listen_get(0)->fd, NULL);
	MUST(from != -1 && getsockopt(from, level, name, &value, &size) == 0,
	    "cannot ask for an option");
	io_close(&to);
	io_close(&from);
	return value;
}

#ifdef __linux__
/* One question that is lost ends no connection: several fit in. */
static void
asks_more_than_once(int patience)
{
	const int idle = inherited(IPPROTO_TCP, TCP_KEEPIDLE);
	const int between = inherited(IPPROTO_TCP, TCP_KEEPINTVL);

	TAP_NUM(inherited(IPPROTO_TCP, TCP_USER_TIMEOUT), patience * 1000,
	    "a peer must answer within %d s", patience);
	TAP_OK(idle > 0 && idle <= 60 && between > 0 &&
		idle + 3 * between < patience,
	    "it is asked four times, after %d s and each %d s", idle, between);
}
#endif

static void
notices_who_is_gone(void)
{
	TAP_OK(listen_one(ANY_PORT), "any port: %s", test.why.text);
	TAP_NUM(inherited(IPPROTO_TCP, TCP_NODELAY), 1, "lines go at once");
	TAP_NUM(inherited(SOL_SOCKET, SO_KEEPALIVE), 1,
	    "a peer that is silent is asked");
#ifdef __linux__
	asks_more_than_once(30);
	listen_set_patience(SEC / 10);
	asks_more_than_once(30);
	listen_set_patience(3605 * SEC);
	asks_more_than_once(3605);
	listen_set_patience(UINT64_MAX);
	TAP_NUM(inherited(IPPROTO_TCP, TCP_USER_TIMEOUT), INT_MAX,
	    "as long as the system can");
	listen_set_patience(0);
#endif
	listen_close();
}

static void
has_a_limit(void)
{
	char text[LISTEN_MAX + 1][ADDR_TEXT];
	const char *list[LISTEN_MAX + 2] = { NULL };

	for (size_t i = 0; i < COUNT(text); i++) {
		(void)snprintf(
		    text[i], ADDR_TEXT, "127.0.1.%zu:0", i + 1); /* fits */
		list[i] = text[i];
	}
	TAP_OK(!listen_only(list) && test.why.code == EX_CONFIG,
	    "one too many: %s", test.why.text);
	TAP_NUM(listen_count(), 0, "none of them is open");
	list[LISTEN_MAX] = NULL;
	TAP_OK(listen_only(list), "just as many: %s", test.why.text);
	for (size_t i = 0; i < LISTEN_MAX; i++)
		(void)snprintf(
		    text[i], ADDR_TEXT, "127.0.2.%zu:0", i + 1); /* fits */
	TAP_OK(listen_only(list) && listen_count() == LISTEN_MAX,
	    "and as many others in their place: %s", test.why.text);
	listen_close();
}

/* A socket file that nobody listens on, as a crash leaves it. */
static void
leave_stale(void)
{
	struct addr addr;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	MUST(addr_parse(&addr, test.path) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0,
	    "cannot make a socket: %s", strerror(errno));
	io_close(&fd);
}

static void
listens_to_paths(void)
{
	TAP_OK(listen_one(test.path), "a path: %s", test.why.text);
	TAP_OK(is_reached(test.path) && exists(test.lock), "with its lock");
	TAP_OK(listen_count() == 1 && listen_get(0)->local &&
		!strcmp(listen_get(0)->text, test.path),
	    "is as it is called");
	listen_close();
	TAP_OK(!exists(test.path) && !exists(test.lock), "both files go");
	leave_stale();
	scratch_write(test.lock, "");
	MUST(chown(test.lock, geteuid(), (gid_t)-1) == 0, "cannot chown");
	TAP_OK(listen_one(test.path), "what a crash left: %s", test.why.text);
	TAP_OK(is_reached(test.path), "is taken over");
	TAP_OK(listen_one(ANY_PORT), "another address: %s", test.why.text);
	TAP_OK(!exists(test.path) && !exists(test.lock),
	    "and the files of the old one go");
	listen_close();
}

/* In a child, another server: 0 if it may not have the path. */
static int
compete(void)
{
	struct listener listener;

	/* The parent's tables do not come along. */
	if (!modules_init())
		return 4;
	if (listen_open_one(&listener, test.other,
		&(struct listen_options) { .mode = 0600 + 1 }, &test.why))
		return 1;
	if (test.why.code != EX_UNAVAILABLE)
		return 2;
	return strstr(test.why.text, strerror(EADDRINUSE)) != NULL ? 0 : 3;
}

static void
keeps_paths_from_others(void)
{
	TAP_OK(listen_one(test.path), "a path: %s", test.why.text);
	TAP_NUM(child_run(compete), 0, "another server cannot have it");
	TAP_OK(is_reached(test.path) && exists(test.lock),
	    "and leaves it as it is");
	MUST(unlink(test.path) == 0, "cannot remove %s", test.path);
	TAP_NUM(child_run(compete), 0,
	    "even if the socket has gone: the lock is there");
	listen_close();
}

/* Whoever listens there without our lock is no forkcastd, but alive. */
static void
spares_strangers(void)
{
	struct addr addr;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	MUST(addr_parse(&addr, test.path) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0 && listen(fd, 1) == 0,
	    "cannot listen: %s", strerror(errno));
	TAP_OK(!listen_one(test.path) && test.why.code == EX_UNAVAILABLE,
	    "a stranger's socket: %s", test.why.text);
	TAP_OK(is_reached(test.path), "is left alone");
	io_close(&fd);
	MUST(unlink(test.path) == 0, "cannot remove %s", test.path);
	scratch_write(test.path, "dear diary");
	TAP_OK(!listen_one(test.path) && test.why.code == EX_UNAVAILABLE,
	    "an ordinary file: %s", test.why.text);
	TAP_OK(exists(test.path), "is left alone");
	MUST(unlink(test.path) == 0, "cannot remove %s", test.path);
	MUST(symlink("elsewhere", test.lock) == 0, "cannot make a link");
	TAP_OK(!listen_one(test.path), "a lock that leads away: %s",
	    test.why.text);
	MUST(unlink(test.lock) == 0, "cannot remove %s", test.lock);
}

static const struct {
	const char *address;
	int code;
	const char *why; /* a part of it */
} faults[] = {
	{ "127.0.0.1:99999", EX_USAGE, "127.0.0.1:99999" },
	{ "nowhere.invalid:1", EX_USAGE, "nowhere.invalid:1" },
	{ "192.0.2.1:0", EX_UNAVAILABLE, "192.0.2.1:0" },
	{ "/nowhere/at/all", EX_CANTCREAT, "/nowhere/at/all" },
	{ "/dev/null/x", EX_CANTCREAT, "/dev/null/x" },
};

static void
tells_faults(void)
{
	for (size_t i = 0; i < COUNT(faults); i++) {
		TAP_OK(!listen_only((const char *[]) {
			   ANY_PORT, faults[i].address, NULL }) &&
			strstr(test.why.text, faults[i].why) != NULL,
		    "%s", test.why.text);
		TAP_NUM(test.why.code, faults[i].code, "ends the server so");
		TAP_NUM(listen_count(), 0, "and nothing is open");
	}
}

/* Descriptors, files: all that was opened above is closed. */
static void
leaves_nothing(int lowest)
{
	int fd = dup(STDIN_FILENO);

	TAP_NUM(fd, lowest, "no descriptor is left open");
	io_close(&fd);
}

int
main(void)
{
	int lowest;

	MUST(io_open_standard() && modules_init(), "no memory");
	scratch_path(test.path, "socket");
	scratch_path(test.lock, "socket.lock");
	scratch_path(test.other, "./socket");
	lowest = dup(STDIN_FILENO);
	(void)close(lowest); /* was only to be known */
	listens_to_ports();
	is_told_of_ports_in_use();
	knows_spellings();
	notices_who_is_gone();
	has_a_limit();
	listens_to_paths();
	keeps_paths_from_others();
	spares_strangers();
	tells_faults();
	leaves_nothing(lowest);
	return tap_done();
}
