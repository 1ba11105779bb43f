/*
 * A worker in a process of its own, of which the test plays the router and the
 * client. At the end of its downlink it knows whether bye was the last line,
 * wherever the reads were cut, and only whole lines go to the client. If its
 * client hangs up it waits for no answer: what was said goes up, with quit
 * behind it.
 */
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "server/process/fork/child.h"
#include "server/process/fork/exits.h"
#include "server/worker/worker.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

#define IRC "NICK javad\r\nUSER a 0 * :a\r\n"
#define MANY 300 /* more than can be without an answer */

static struct {
	pid_t pid;
	int client; /* its end of the socket */
	int downlink; /* the write end; -1: the router has ended */
	int uplink; /* the read end */
	size_t len; /* of heard */
	char heard[256 * 1024];
} test;

/* No descriptor blocks, and the socket has little room toward the client. */
static void
begin(void)
{
	static const struct kind kind = { .name = "w", .main = worker_main };
	int socket[2], up[2], down[2], bell[2];
	sigset_t all, before;
	const int small = 1; /* as small as is allowed */

	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, socket) == 0 && io_pipe(up) &&
		io_pipe(down) && io_pipe(bell) && io_prepare(socket[0]) &&
		io_prepare(socket[1]) &&
		setsockopt(socket[1], SOL_SOCKET, SO_SNDBUF, &small,
		    sizeof(small)) == 0,
	    "no descriptors");
	const struct child_args given = { .kind = &kind,
		.fd = { socket[1], up[1], down[0], bell[1], -1 },
		.patience = SEC,
		.peer = "test" };
	/* As the server does: TERM comes only where the worker waits for it. */
	MUST(
	    sigfillset(&all) == 0 && sigprocmask(SIG_BLOCK, &all, &before) == 0,
	    "cannot block signals");
	test.pid = child_fork(&given);
	MUST(sigprocmask(SIG_SETMASK, &before, NULL) == 0 && test.pid != -1,
	    "cannot fork");
	io_close(&socket[1]);
	io_close(&up[1]);
	io_close(&down[0]);
	io_close(&bell[0]);
	io_close(&bell[1]);
	test.client = socket[0];
	test.downlink = down[1];
	test.uplink = up[0];
	test.len = 0;
}

/* Sends bytes as the router, and waits until the worker has read them. */
static void
say(const char *data, size_t len)
{
	const usec end = deadline();
	int left = 1;

	MUST(io_write(test.downlink, data, len) == (ssize_t)len,
	    "the downlink is full");
	while (ioctl(test.downlink, FIONREAD, &left) == 0 && left > 0)
		MUST(!deadline_passed(end), "the worker does not read");
}

/* Reads up to so much as the client; false at the end. */
static bool
read_more(size_t most)
{
	const size_t room = sizeof(test.heard) - test.len;
	const size_t size = most < room ? most : room;
	ssize_t count;

	MUST(room > 0, "the worker says too much");
	MUST(deadline_poll(test.client, POLLIN, deadline()),
	    "nothing comes from the worker");
	count = io_read(test.client, test.heard + test.len, size);
	test.len += count > 0 ? (size_t)count : 0;
	return count > 0 || count == IO_AGAIN;
}

static void
hear_to_the_end(void)
{
	while (read_more(sizeof(test.heard)))
		continue;
	io_close(&test.client); /* the worker waits for that */
}

/* Waits for the worker's end. Returns its exit code. */
static int
end(void)
{
	int status;

	MUST(waitpid(test.pid, &status, 0) == test.pid && WIFEXITED(status),
	    "the worker has crashed");
	io_close(&test.client);
	io_close(&test.downlink);
	io_close(&test.uplink);
	return WEXITSTATUS(status);
}

/* The router's last lines, and how the worker ends behind them. */
static const struct {
	const char *said;
	const char *whole; /* of that; null: all */
	enum exits how;
} ends[] = {
	{ "msg 1 tea javad hello\nbye quit goodbye\n", NULL, EXITS_DONE },
	{ "msg 1 tea javad bye quit\n", NULL, EXITS_SERVER_GONE },
	{ "msg 1 tea javad bye \nmsg 2 tea bye bye bye\n", NULL,
	    EXITS_SERVER_GONE },
	{ "msg 1 tea javad hello\nbye qui", "msg 1 tea javad hello\n",
	    EXITS_SERVER_GONE },
	{ "byebye\n", NULL, EXITS_SERVER_GONE },
};

/* Does the client get these whole lines, and what the worker adds? */
static bool
ends_well(const char *whole, enum exits how)
{
	char room[512];
	struct buf wanted;

	buf_init(&wanted, room, sizeof(room));
	MUST(BUF_CAT(&wanted, str_from(whole)) &&
		(how == EXITS_DONE ||
		    BUF_SAY(&wanted, STR("bye"), bye_word(BYE_SERVER_GONE),
			bye_text(BYE_SERVER_GONE))),
	    "no room");
	io_close(&test.downlink);
	hear_to_the_end();
	return end() == (int)how &&
	    str_eq((struct str) { test.heard, test.len }, buf_str(&wanted));
}

/* The end cut in two at each place, and not at all. */
static void
knows_its_end(size_t which)
{
	const char *said = ends[which].said;
	const size_t len = strlen(said);
	bool good = true;

	for (size_t cut = 0; cut <= len && good; cut++) {
		begin();
		if (cut > 0)
			say(said, cut);
		if (cut < len)
			say(said + cut, len - cut);
		good = ends_well(
		    ends[which].whole != NULL ? ends[which].whole : said,
		    ends[which].how);
		if (!good)
			tap_note("cut at %zu: got \"%.*s\"", cut, (int)test.len,
			    test.heard);
	}
	TAP_OK(good, "%.*s: whatever comes in one read",
	    (int)strcspn(said, "\n"), said);
}

/* What a client has said when it hangs up. */
static const struct {
	const char *what;
	const char *text;
	const char *again; /* behind that, MANY times */
	const char *goes_up; /* among what does */
} hung_up[] = {
	{ "nothing", "", "", "" },
	{ "a name", "javad\n", "send 1 x\n", "name javad\n" },
	{ "another protocol", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", "xxxxxxxx",
	    "fault - protocol\n" },
	{ "IRC's first lines, and more", IRC "JOIN #1\r\n", "LUSERS\r\n", "" },
	{ "a secret",
	    "CAP REQ :sasl\r\nAUTHENTICATE PLAIN\r\n"
	    "AUTHENTICATE AGFsaQBwdw==\r\n" IRC,
	    "", "" },
	{ "QUIT in its turn", IRC "VERSION\r\nQUIT :gone\r\n", "",
	    "quit gone\n" },
};

static void
hangs_up(size_t which)
{
	static char up[1024 * 1024];
	const usec until = deadline();
	size_t len = 0;
	ssize_t count = 1;
	struct buf text;

	buf_init(&text, up, sizeof(up));
	(void)BUF_CAT(&text, str_from(hung_up[which].text)); /* fits */
	for (int i = 0; i < MANY; i++)
		(void)BUF_CAT(&text, str_from(hung_up[which].again));
	begin();
	MUST(buf_len(&text) == 0 ||
		io_write(test.client, up, buf_len(&text)) ==
		    (ssize_t)buf_len(&text),
	    "it is not taken");
	io_close(&test.client);
	while (count != 0) {
		if (!deadline_poll(test.uplink, POLLIN, until)) {
			(void)kill(test.pid, SIGKILL);
			must_end(HERE, "behind %s: it does not end",
			    hung_up[which].what);
		}
		count = io_read(test.uplink, up + len, sizeof(up) - 1 - len);
		len += count > 0 ? (size_t)count : 0;
	}
	up[len] = '\0';
	TAP_NUM(end(), EXITS_DONE, "behind %s it ends", hung_up[which].what);
	TAP_OK(strstr(up, hung_up[which].goes_up) != NULL &&
		strstr(up, "quit\n") != NULL,
	    "and that has gone up");
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	for (size_t i = 0; i < COUNT(ends); i++)
		knows_its_end(i);
	for (size_t i = 0; i < COUNT(hung_up); i++)
		hangs_up(i);
	return tap_done();
}
