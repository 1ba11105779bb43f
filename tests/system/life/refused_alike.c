/*
 * A configuration that cannot take effect is refused in the same words at
 * start, by -t, by HUP and by "reload" over the control socket, if that can be
 * known in advance. A running server stays unchanged, and so do the files that
 * were only checked.
 */
#define _DEFAULT_SOURCE /* RLIMIT_NPROC, chown */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/kernel.h"
#include "tests/lib/login.h"
#include "tests/lib/server.h"

#define NOBODY 65534
#define OTHERS "127.0.0.1:0"
#define SEVENTEEN                                                         \
	"listen 127.0.1.1:0\nlisten 127.0.1.2:0\nlisten 127.0.1.3:0\n"    \
	"listen 127.0.1.4:0\nlisten 127.0.1.5:0\nlisten 127.0.1.6:0\n"    \
	"listen 127.0.1.7:0\nlisten 127.0.1.8:0\nlisten 127.0.1.9:0\n"    \
	"listen 127.0.1.10:0\nlisten 127.0.1.11:0\nlisten 127.0.1.12:0\n" \
	"listen 127.0.1.13:0\nlisten 127.0.1.14:0\nlisten 127.0.1.15:0\n" \
	"listen 127.0.1.16:0\nlisten 127.0.1.17:0\n"

static char file[SCRATCH_PATH];

enum {
	START_ALONE = 1 << 0, /* a reload cannot change it, nor look at it */
	ANY_USER = 1 << 1, /* as nobody, if we are root */
	NO_LANDLOCK = 1 << 2,
	FEW_PROCESSES = 1 << 3,
	ROOT = 1 << 4 /* others are told so by open */
};

/*
 * "@" in the text and in the words is the scratch directory, and "$" is what
 * libc says of an address that is not ours.
 */
static const struct row {
	const char *text;
	int status;
	const char *words; /* a pattern */
	unsigned how;
} rows[] = {
	{ "group a\nqueue_max 12\n", 78,
	    "@/conf:2: queue_max 12: must be 65536 or more", 0 },
	{ "\xef\xbb\xbfgroup a\nmax_client 5\n", 78,
	    "@/conf:2: max_client 5: unknown key; did you mean max_clients?",
	    0 },
	{ "colour red\n", 78, "@/conf:1: colour red: unknown key", 0 },
	{ "max_groups 1\ngroup a\ngroup b\n", 78,
	    "group: 2 groups, but max_groups is 1", 0 },
	{ "user no_such_user\n", 67,
	    "cannot become no_such_user: no such user; choose a user with -u",
	    ANY_USER },
	{ "password_file @/gone\n", 78,
	    "password_file @/gone: No such file or directory", 0 },
	{ "password_file @/open\n", 78,
	    "password_file @/open: other users can access it; run chmod "
	    "o= on it",
	    0 },
	{ "password_file @/words\n", 78,
	    "password_file @/words: the first line must be 1 to 64 bytes of "
	    "UTF-8 without spaces or control characters",
	    0 },
	{ "motd @/gone\n", 78, "motd @/gone: No such file or directory", 0 },
	{ "motd @/bell\n", 78,
	    "motd @/bell: lines must be UTF-8 of at most 390 bytes each, "
	    "without control characters other than TAB and those of IRC",
	    0 },
	{ "state @/gone\n", 78, "state @/gone: No such file or directory", 0 },
	{ "state @/broken\n", 78, "state @/broken: ...", 0 },
	{ "state @/foreign\n", 78,
	    "state @/foreign: user * (uid *) cannot write to it: Permission "
	    "denied; run chown * on it",
	    ANY_USER },
	{ "state @/closed/state\n", 78,
	    "state @/closed/state: user * (uid *) cannot write to it: "
	    "Permission denied; run chmod a+x on the directories above",
	    ANY_USER | ROOT | START_ALONE },
	{ "state @/shared\n", 78,
	    "state @/shared: other users can open it, and so lock it; run "
	    "chmod go= on it",
	    0 },
	{ "sandbox require\n", 71, "sandbox: Landlock not available, but ...",
	    NO_LANDLOCK },
	{ "max_clients 1900\n", 71,
	    "cannot serve 1900 clients: the limit on processes allows 1800: ...",
	    ANY_USER | FEW_PROCESSES },
	{ SEVENTEEN, 78,
	    "cannot listen on 127.0.1.17:0: too many addresses, limit 16", 0 },
	{ "listen 192.0.2.1:1234\n", 69, "cannot listen on 192.0.2.1:1234: $",
	    0 },
	{ "listen @/gone/socket\n", 73,
	    "cannot listen on @/gone/socket: No such file or directory", 0 },
	{ "listen @/words\n", 69, "cannot listen on @/words: not a socket: ...",
	    0 },
	{ "control @/gone/control\n", 73,
	    "cannot listen on @/gone/control: No such file or directory",
	    START_ALONE },
};

/* Returns the value that a character of a row stands for. */
static struct str
stands_for(const char *c)
{
	if (*c == '@')
		return (
		    struct str) { file, (size_t)(strrchr(file, '/') - file) };
	if (*c == '$')
		return str_from(strerror(EADDRNOTAVAIL));
	return (struct str) { c, 1 };
}

static const char *
expand(char room[2048], const char *text)
{
	size_t len = 0;

	for (; *text != '\0'; text++) {
		const struct str piece = stands_for(text);
		MUST(piece.len < 2048 - len, "too long");
		memcpy(room + len, piece.at, piece.len);
		len += piece.len;
	}
	room[len] = '\0';
	return room;
}

static void
make_file(const char *name, const char *text, mode_t mode)
{
	char path[SCRATCH_PATH];

	scratch_path(path, name);
	scratch_write(path, text);
	MUST(chmod(path, mode) == 0 &&
		(geteuid() != 0 || chown(path, NOBODY, NOBODY) == 0),
	    "cannot make %s", path);
}

static void
make_directory(const char *name, mode_t mode, uid_t owner)
{
	char path[SCRATCH_PATH];

	scratch_path(path, name);
	MUST(mkdir(path, 0700) == 0 && chmod(path, mode) == 0 &&
		(geteuid() != 0 || chown(path, owner, owner) == 0),
	    "cannot make %s", path);
}

static void
make_files(void)
{
	scratch_path(file, "conf");
	make_file("open", "secret\n", 0644);
	make_file("words", "two words\n", 0600);
	make_file("bell", "\a\n", 0644);
	make_directory("broken", 0700, NOBODY);
	make_directory("shared", 0755, NOBODY);
	make_directory("foreign", 0555, 0);
	make_directory("closed", 0700, 0);
	make_directory("closed/state", 0700, NOBODY);
	make_file("broken/accounts", "what is this?\n", 0600);
}

static struct setup
setup_of(const struct row *row)
{
	struct setup setup = { .args_alone = true, .args = { "-f", file } };

	if (geteuid() == 0 && (row->how & ANY_USER) == 0) {
		setup.args[2] = "-u";
		setup.args[3] = "root";
	}
	if ((row->how & NO_LANDLOCK) != 0)
		setup.lacks = LACKS_LANDLOCK;
	return setup;
}

/* Where root has started it, it is bound as who it becomes. */
static void
limit_processes(rlim_t most)
{
	struct rlimit limit;

	MUST(getrlimit(RLIMIT_NPROC, &limit) == 0, "no limit");
	limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
	MUST(setrlimit(RLIMIT_NPROC, &limit) == 0, "cannot set a limit");
}

static void
refuses_to_start(const struct row *row, const char *words)
{
	struct setup setup = setup_of(row);
	size_t count = 2;
	char own[SCRATCH_PATH];

	server_refuses(&setup, row->status, "forkcastd: %s", words);
	while (setup.args[count] != NULL)
		count++;
	setup.args[count] = "-t";
	server_refuses(&setup, row->status, "forkcastd: %s", words);
	scratch_path(own, "pid.lock");
	TAP_OK(access(own, F_OK) != 0, "nothing is left behind");
}

static void
refuses_to_reload(const struct row *row, const char *text, const char *words)
{
	const struct setup setup = setup_of(row);
	struct server *server;
	struct conn *control;

	scratch_write(file, "listen " OTHERS "\n");
	server = server_start(&setup);
	scratch_write(file, text);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: refused: %s", words);
	control = conn_open_at(server->control);
	conn_ask(control, "reload", "err %s", words);
	conn_close(control);
	conn_close(conn_named(server, "javad"));
	server_stop(server);
}

static void
is_refused(const struct row *row)
{
	char text[2048], words[2048], whole[4096];

	(void)expand(text, row->text);
	(void)expand(words, row->words);
	/* A listen has to be there, or that is what is wrong. */
	(void)snprintf(whole, sizeof(whole), "%s%s", text,
	    strstr(text, "listen ") == NULL ? "listen " OTHERS "\n" : "");
	if ((row->how & FEW_PROCESSES) != 0)
		limit_processes(1816); /* other tests have this user, too */
	scratch_write(file, whole);
	refuses_to_start(row, words);
	if ((row->how & START_ALONE) == 0)
		refuses_to_reload(row, whole, words);
	TAP_OK(true, "%s", row->words);
}

int
main(void)
{
	login_needs_right();
	make_files();
	for (size_t i = 0; i < COUNT(rows); i++)
		if (((rows[i].how & ROOT) == 0 || geteuid() == 0) &&
		    ((rows[i].how & NO_LANDLOCK) == 0 ||
			(kernel_can_lack() && kernel_landlock() > 0)))
			is_refused(&rows[i]);
	return tap_done();
}
