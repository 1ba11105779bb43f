/*
 * A worker at the end of its downlink: it knows whether bye was the last line,
 * wherever the reads were cut, and takes no message for it; only whole lines
 * go to the client, and all of those. The test plays the router.
 */
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/exits.h"
#include "server/worker.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define HEARD_MOST 65536
#define MANY 200 /* lines before the last */

struct play {
	pid_t pid;
	int client;
	int downlink;
	int uplink;
	char heard[HEARD_MOST];
	size_t len;
};

static struct play play;

/* What the router says at the end, and what the worker adds. */
static const struct {
	const char *said;
	const char *whole; /* of that; null: all */
	enum exits how;
} ends[] = {
	{ "msg 1 tea javad hello\nbye quit good bye\n", NULL, EXITS_DONE },
	{ "bye quit good bye\n", NULL, EXITS_DONE },
	{ "msg 1 tea javad bye quit\n", NULL, EXITS_SERVER_GONE },
	{ "msg 1 tea javad bye \nmsg 2 tea bye bye bye\n", NULL,
	    EXITS_SERVER_GONE },
	{ "msg 1 tea javad hello\nbye qui", "msg 1 tea javad hello\n",
	    EXITS_SERVER_GONE },
	{ "msg 1 tea javad hello\nbye", "msg 1 tea javad hello\n",
	    EXITS_SERVER_GONE },
	{ "msg 1 tea javad x\nmsg 2 tea javad bye qu", "msg 1 tea javad x\n",
	    EXITS_SERVER_GONE },
	{ "byebye\n", NULL, EXITS_SERVER_GONE },
};

static void
begin(void)
{
	int socket[2], up[2], down[2], bell[2];

	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, socket) == 0 && io_pipe(up) &&
		io_pipe(down) && io_pipe(bell) && io_prepare(socket[0]) &&
		io_prepare(socket[1]),
	    "no descriptors");
	/* Soon full, so that whole lines wait in the worker too. */
	MUST(setsockopt(socket[1], SOL_SOCKET, SO_SNDBUF, &(int) { 1 },
		 sizeof(int)) == 0,
	    "setsockopt");
	play.pid = fork();
	MUST(play.pid != -1, "cannot fork");
	if (play.pid == 0) {
		const struct worker worker = { .socket = socket[1],
			.uplink = up[1],
			.downlink = down[0],
			.bell = bell[1],
			.grace = SEC,
			.patience = SEC,
			.peer = "test" };
		_exit(worker_main(&worker));
	}
	io_close(&socket[1]);
	io_close(&up[1]);
	io_close(&down[0]);
	io_close(&bell[0]);
	io_close(&bell[1]);
	play.client = socket[0];
	play.downlink = down[1];
	play.uplink = up[0];
	play.len = 0;
}

/* Says so much, and waits until the worker has read it. */
static void
say(const char *data, size_t len)
{
	const usec end = deadline();
	int left = 1;

	MUST(io_write(play.downlink, data, len) == (ssize_t)len,
	    "the downlink is full");
	while (ioctl(play.downlink, FIONREAD, &left) == 0 && left > 0)
		MUST(clock_mono() < end, "the worker does not read");
}

/* All that the client gets, to its end. */
static void
listen_to_the_end(void)
{
	const usec end = deadline();
	ssize_t count;

	do {
		MUST(deadline_poll(play.client, POLLIN, end), "no end comes");
		count = io_read(play.client, play.heard + play.len,
		    sizeof(play.heard) - play.len);
		play.len += count > 0 ? (size_t)count : 0;
	} while (count > 0 || count == IO_AGAIN);
	io_close(&play.client); /* the worker waits for that */
}

static int
status(void)
{
	int status;

	MUST(waitpid(play.pid, &status, 0) == play.pid && WIFEXITED(status),
	    "the worker has crashed");
	io_close(&play.uplink);
	return WEXITSTATUS(status);
}

/* Does the client get these whole lines, and what the worker adds? */
static bool
ends_well(const char *lines, size_t len, const char *whole, enum exits how)
{
	const size_t last = strlen(whole);
	char room[256];
	struct buf gone;

	buf_init(&gone, room, sizeof(room));
	MUST(how == EXITS_DONE ||
		BUF_SAY(&gone, STR("bye"), bye_word(BYE_SERVER_GONE),
		    bye_text(BYE_SERVER_GONE)),
	    "no room");
	io_close(&play.downlink);
	listen_to_the_end();
	if (status() != (int)how || play.len != len + last + buf_len(&gone))
		return false;
	return memcmp(play.heard, lines, len) == 0 &&
	    memcmp(play.heard + len, whole, last) == 0 &&
	    memcmp(play.heard + len + last, room, buf_len(&gone)) == 0;
}

/* The end cut in two at each place, and not at all. */
static void
is_told_in_two_parts(size_t which)
{
	const char *said = ends[which].said;
	const char *whole =
	    ends[which].whole != NULL ? ends[which].whole : said;
	const size_t len = strlen(said);
	bool good = true;

	for (size_t cut = 0; cut <= len && good; cut++) {
		begin();
		if (cut > 0)
			say(said, cut);
		if (cut < len)
			say(said + cut, len - cut);
		good = ends_well("", 0, whole, ends[which].how);
		if (!good)
			tap_note("cut at %zu: got \"%.*s\"", cut, (int)play.len,
			    play.heard);
	}
	TAP_OK(good, "%.*s: whatever comes in one read",
	    (int)strcspn(said, "\n"), said);
}

/* Many lines before it, in parts of any size. */
static void
is_told_behind_many(size_t which)
{
	static char lines[HEARD_MOST];
	const char *said = ends[which].said;
	const char *whole =
	    ends[which].whole != NULL ? ends[which].whole : said;
	size_t len = 0, told = 0;

	for (unsigned i = 0; i < MANY; i++) {
		memset(lines + len, 'b', 1 + i);
		memcpy(lines + len, "bye bye ", i < 8 ? i : 8);
		memcpy(lines + len, "msg", i < 3 ? i : 3);
		len += 1 + i;
		lines[len++] = '\n';
	}
	memcpy(lines + len, said, strlen(said));
	begin();
	while (told < len + strlen(said)) {
		const size_t left = len + strlen(said) - told;
		const size_t part = 1 + dice(dice_once_in(3) ? 5000 : 300);
		say(lines + told, part < left ? part : left);
		told += part < left ? part : left;
	}
	TAP_OK(ends_well(lines, len, whole, ends[which].how),
	    "the same behind %u lines", MANY);
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	dice_begin();
	for (size_t i = 0; i < COUNT(ends); i++) {
		is_told_in_two_parts(i);
		is_told_behind_many(i);
	}
	return tap_done();
}
