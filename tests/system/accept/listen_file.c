/*
 * The file of a UNIX socket has the mode, owner and group of its listen line
 * from the moment when a client can connect; only root can set what only root
 * may.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/login.h"

#define NOBODY 65534

static char path[SCRATCH_PATH];

static struct stat
look(void)
{
	struct stat info;

	MUST(stat(path, &info) == 0 && S_ISSOCK(info.st_mode), "there is no %s",
	    path);
	return info;
}

static const char *
config_of(const char *marks)
{
	static char text[SCRATCH_PATH + 128];

	(void)snprintf(
	    text, sizeof(text), "listen %s%s\n", path, marks); /* fits */
	return text;
}

static struct server *
start(const char *marks)
{
	return server_start(&(struct setup) {
	    .config = config_of(marks), .file_listens = true });
}

static const struct {
	const char *marks;
	mode_t mode;
} modes[] = {
	{ "", 0666 },
	{ " mode=0600", 0600 },
	{ " mode=0770 secure", 0770 },
	{ " proxy mode=0", 0 },
};

static void
has_mode(void)
{
	for (size_t i = 0; i < COUNT(modes); i++) {
		struct server *server = start(modes[i].marks);
		TAP_NUM(look().st_mode & 07777, modes[i].mode, "as \"%s\" says",
		    modes[i].marks);
		server_stop(server);
		TAP_OK(access(path, F_OK) != 0, "it goes at the end");
	}
}

/* The group that may connect can, and others cannot. */
static void
has_owners(void)
{
	struct server *server = start(" mode=0660 owner=0 group=4711");
	struct stat info = look();

	TAP_OK(info.st_uid == 0 && info.st_gid == 4711 &&
		(info.st_mode & 07777) == 0660,
	    "an owner and a group");
	server_stop(server);
	server = start(" mode=0600 owner=nobody");
	conn_close(login_connect(path, NOBODY));
	PASS("whose it is may connect");
	server_stop(server);
	server = start(" group=4711");
	info = look();
	TAP_OK(info.st_uid == 0 && info.st_gid == 4711, "a group alone");
	server_stop(server);
}

/* A server that is root no more gives nothing away, and says so. */
static void
asks_root(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "listen 127.0.0.1:0\n", .file_listens = true });
	char text[SCRATCH_PATH + 256];

	(void)snprintf(text, sizeof(text), "listen 127.0.0.1:0\n%s",
	    config_of(" group=4711")); /* fits */
	server_configure(server, text);
	server_signal(server, SIGHUP);
	server_expect(server,
	    "reload: refused: cannot listen on %s: group=4711: "
	    "Operation not permitted; this may need root privileges, ...",
	    path);
	TAP_OK(access(path, F_OK) != 0, "nothing is left of it");
	server_stop(server);
}

static void
knows_what_is_wrong(void)
{
	server_refuses(&(struct setup) { .file_listens = true,
			   .config = "listen 127.0.0.1:0 mode=0600\n" },
	    78,
	    "forkcastd: *:1: listen 127.0.0.1:0 mode=0600: mode, owner and "
	    "group are for UNIX sockets only");
	server_refuses(&(struct setup) { .file_listens = true,
			   .config = config_of(" mode=0888") },
	    78,
	    "forkcastd: *:1: listen %s mode=0888: mode must be octal, from 0 "
	    "to 0777, such as 0660",
	    path);
	PASS("what is wrong is told");
}

int
main(void)
{
	if (geteuid() == 0)
		login_open_path(path);
	else
		scratch_path(path, "socket");
	has_mode();
	knows_what_is_wrong();
	if (geteuid() == 0) {
		has_owners();
		asks_root();
	}
	return tap_done();
}
