/*
 * The file of a UNIX socket has the mode of its listen line from the moment
 * when a client can connect.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"

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

static void
knows_what_is_wrong(void)
{
	server_refuses(&(struct setup) { .file_listens = true,
			   .config = "listen 127.0.0.1:0 mode=0600\n" },
	    78,
	    "forkcastd: *:1: listen 127.0.0.1:0 mode=0600: mode is "
	    "for UNIX sockets only");
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
	scratch_path(path, "socket");
	has_mode();
	knows_what_is_wrong();
	return tap_done();
}
