/*
 * client/chat/core/chat_away: a server that does not answer is asked for a sign
 * of life; without one the connection is lost, and that is told before what may
 * not have arrived.
 */
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/chat/core/chat_state.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

#define TOLD 1024

static struct console console;
static struct chat chat;
static int server; /* the other end */
static bool reads; /* the face takes in what comes */

/* The calls that the face has got, a line each. */
static struct buf told;
static char told_memory[TOLD];

static void
remark(struct chat *its, enum remark kind, struct str group,
    const struct str *pieces, size_t count)
{
	const struct str kinds[] = { [REMARK_EVERYWHERE] = STR("all: "),
		[REMARK_AGAIN] = STR("again: "),
		[REMARK_MISTAKE] = STR("!! ") };

	(void)its;
	(void)group;
	MUST(buf_cat(&told, &kinds[kind], 1) && buf_cat(&told, pieces, count) &&
		BUF_CAT(&told, STR("\n")),
	    "no room");
}

static void
lost(struct chat *its)
{
	(void)its;
	MUST(BUF_CAT(&told, STR("what is lost\n")), "no room");
}

static bool
is_ready(struct chat *its)
{
	(void)its;
	return reads;
}

static const struct ui face = {
	.remark = remark,
	.lost = lost,
	.ready = is_ready,
};

static void
begin(void)
{
	int fd[2];

	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0, "no sockets");
	server = fd[1];
	reads = true;
	buf_init(&told, told_memory, sizeof(told_memory));
	console = (struct console) { .ui = &face, .chat = &chat };
	chat = (struct chat) {
		.console = &console, .options.person = true, .away.dial.fd = -1
	};
	session_init(&chat.session, fd[0]);
	memcpy(chat.session.joined.me, "javad", 5);
	chat.session.joined.me_len = 5;
}

static void
end(void)
{
	MUST(close(server) == 0, "close");
	session_free(&chat.session);
	chat_forget_away(&chat);
}

static void
has_hope(void)
{
	begin();
	TAP_OK(chat_check_link(&chat) > 59 * SEC, "there is time");
	pace(61 * SEC);
	const usec due = chat_check_link(&chat);
	TAP_STR(buf_str(&chat.session.out), STR("ping\n"),
	    "after a minute the server is asked for a sign");
	TAP_OK(due > 59 * SEC && due <= 60 * SEC, "and given another one");
	(void)chat_check_link(&chat);
	TAP_STR(buf_str(&chat.session.out), STR("ping\n"), "it is asked once");
	TAP_STR(buf_str(&told), STR(""), "the person sees nothing of it");
	end();
}

static void
has_none(void)
{
	begin();
	pace(121 * SEC);
	chat.session.pinged_at = clock_mono() - 60 * SEC;
	reads = false;
	TAP_NUM(chat_check_link(&chat), 0, "who reads nothing hears none");
	reads = true;
	(void)chat_check_link(&chat);
	const struct str first =
	    STR("all: connection lost: no answer for 60 seconds\n"
		"what is lost\n"
		"trying again in ");
	const struct str all = buf_str(&told);
	TAP_STR(((struct str) { all.at, first.len }), first, "it is told");
	TAP_OK(chat_is_away(&chat) && chat.session.fd == -1,
	    "the connection is lost");
	TAP_NUM(chat_check_link(&chat), 0, "and not looked at any more");
	end();
}

/* With -1 that is the end. */
static void
comes_not_back(void)
{
	begin();
	chat.options.once = true;
	pace(121 * SEC);
	chat.session.pinged_at = clock_mono() - 60 * SEC;
	(void)chat_check_link(&chat);
	TAP_OK(console.over && console.status == EX_UNAVAILABLE, "it ends");
	TAP_STR(str_from(console.message),
	    STR("connection lost: no answer for 60 seconds"), "and says why");
	end();
}

int
main(void)
{
	has_hope();
	has_none();
	comes_not_back();
	return tap_done();
}
