/*
 * A server that answers endlessly, line by line or not at all cannot delay
 * forkcastctl or fill its memory: check ends in time, and a list is no longer
 * than a server's can be. Lines that lack a word do no harm.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/page.h"
#include "tests/lib/shell.h"

/* So long it lives at most, whatever becomes of the test. */
#define LIFE 600

static pid_t evil;
static int told[2], said[2]; /* pipes: it is to say more, and has */

static void
end_evil(void)
{
	if (evil <= 0)
		return;
	(void)kill(evil, SIGKILL);
	(void)waitpid(evil, NULL, 0);
	evil = 0;
}

static void
hang_up(int fd)
{
	(void)fd; /* it is closed behind this */
}

/* Says a line again whenever the test tells it to. */
static void
drip_lines(int fd)
{
	char byte = 0;

	while (send(fd, "- x\n", 4, MSG_NOSIGNAL) > 0 &&
	    io_write_all(said[1], &byte, 1) && io_read(told[0], &byte, 1) == 1)
		continue;
}

/* Much at once, for who is to be told megabytes waits for them. */
static void
say_for_ever(int fd, const char *text)
{
	static char room[64 * 1024];
	const size_t len = strlen(text);
	size_t used = 0;

	for (; used + len <= sizeof(room); used += len)
		memcpy(room + used, text, len);
	while (send(fd, room, used, MSG_NOSIGNAL) > 0)
		continue;
}

static void
say_lines(int fd)
{
	say_for_ever(fd, "- 1 0 abc\n");
}

static void
say_no_line(int fd)
{
	say_for_ever(fd, "- xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

/* Answers one question; each line lacks something that a server says. */
static void
say_less(int fd)
{
	static const char answer[] = "- \n- a\n- a 1\nok x\n";
	char byte = 0;

	while (io_read(fd, &byte, 1) == 1 && byte != '\n')
		continue;
	(void)send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL);
}

static void
begin_evil(void (*answer)(int fd))
{
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char path[SCRATCH_PATH];
	struct addr addr;
	int client;

	scratch_path(path, "evil");
	(void)unlink(path); /* of the last one */
	MUST(addr_parse(&addr, path) == NULL &&
		bind(fd, &addr.to.any, addr.len) == 0 && listen(fd, 8) == 0 &&
		setenv("EVIL", path, 1) == 0,
	    "cannot listen");
	evil = fork();
	MUST(evil != -1, "cannot fork");
	if (evil > 0) {
		(void)close(fd);
		return;
	}
	(void)alarm(LIFE);
	while ((client = accept(fd, NULL, NULL)) != -1) {
		answer(client);
		io_close(&client);
	}
	_exit(0);
}

#define NONSENSE "forkcastctl: control socket *: invalid reply: ...\n"

static void
expect_said(void)
{
	char byte;

	MUST(deadline_poll(said[0], POLLIN, deadline()) &&
		io_read(said[0], &byte, 1) == 1,
	    "it has not been asked");
}

/* What comes meanwhile does not give it more time. */
static void
ends_in_time(void)
{
	struct page *page = page_scripts();
	struct shell *shell =
	    shell_start("1", "exec $PACED/forkcastctl -c $EVIL check -t 60");
	char byte = 0;

	expect_said();
	page_pass(page, 50 * SEC, 1);
	MUST(io_write_all(told[1], &byte, 1), "it has gone");
	expect_said();
	page_pass(page, 10 * SEC, 0);
	TAP_NUM(shell_status(shell), 2, "it ends in time");
	TAP_OK(shell_matches("FORKCAST CRITICAL - control socket *: "
			     "no reply from the server\n",
		   shell_said(shell)),
	    "it says what it was");
}

static const struct shell_case never_ends[] = {
	{ "forkcastctl -c $EVIL check -t 600", 2,
	    "FORKCAST CRITICAL - control socket *: invalid "
	    "reply: ...\n",
	    "" },
	{ "forkcastctl -c $EVIL groups >out", 69, "", NONSENSE },
	{ "forkcastctl -c $EVIL kick x >out", 69, "", NONSENSE },
	{ "test $(wc -c <out) -le 70000000", 0, "", "" },
};

/* It may have been told something before it hangs up, or not. */
static const struct shell_case gone[] = {
	{ "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do\n"
	  "forkcastctl -c $EVIL kick x 2>/dev/null; echo $?; done | sort -u",
	    0, "69\n", "" },
	{ "forkcastctl -c $EVIL check", 2, "FORKCAST CRITICAL - ...\n", "" },
};

static const struct shell_case lacking[] = {
	{ "forkcastctl -c $EVIL limits | sed 's/ *$//'", 0,
	    "KEY                        LIMIT  WHAT\n"
	    "-                              - -\n"
	    "a                              - -\n"
	    "a                              1 -\n",
	    "" },
};

int
main(void)
{
	static const struct {
		void (*answer)(int fd);
		const struct shell_case *cases;
		size_t count;
	} rows[] = {
		{ say_lines, never_ends, COUNT(never_ends) },
		{ say_no_line, never_ends, COUNT(never_ends) },
		{ hang_up, gone, COUNT(gone) },
		{ say_less, lacking, COUNT(lacking) },
	};

	MUST(atexit(end_evil) == 0 && pipe(told) == 0 && pipe(said) == 0,
	    "no room");
	begin_evil(drip_lines);
	ends_in_time();
	end_evil();
	for (size_t i = 0; i < COUNT(rows); i++) {
		begin_evil(rows[i].answer);
		shell_cases("1", rows[i].cases, rows[i].count);
		end_evil();
	}
	return tap_done();
}
