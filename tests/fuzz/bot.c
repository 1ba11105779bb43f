/*
 * client/script/bot: whatever comes over a bot's socket, and whatever the
 * server says meanwhile, the bot says only whole commands to the server, and
 * none that its guests may not say; and a guest hears only whole lines of the
 * protocol. In the input, a line after "!" comes from the server, one after "2"
 * from a second guest, and any other from the first.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/script/bot/bot_socket.h"
#include "client/script/bot/guest_words.h"
#include "client/script/bot/guests.h"
#include "client/script/bot/voice.h"
#include "shared/addr.h"
#include "shared/io.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

#define GUESTS 2

static struct {
	int listener; /* 0: not yet */
	struct script script;
	struct client {
		int fd; /* -1 once the bot has dropped it */
		struct buf in;
		char memory[4 * LIMIT_LINE];
	} client[GUESTS];
} test;

/* A line of the server, for the bot's own start. */
static void
note(const char *text)
{
	struct command line;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK,
	    "no line");
	session_note(&test.script.session, &line);
}

/* The bot is robo, in the group home. */
static void
begin_bot(void)
{
	static char *const none[] = { NULL };
	struct session *session = &test.script.session;

	test.script = (struct script) { .groups = none,
		.options = { .account = "robo" },
		.away.dial.fd = -1 };
	session_init(session, -1);
	SESSION_SAY_ITSELF(session, VERB_NAME, STR("name"), STR("robo"));
	note("ok name robo");
	SESSION_SAY(session, VERB_JOIN, STR("join"), STR("home"));
	note("join 1700000000000001 home robo!u@h!robo!-");
	buf_drop(&session->out, buf_len(&session->out));
	voice_begin(&test.script);
	guest_words_begin(&test.script);
	guests_begin(test.listener, guest_words_take);
}

static void
begin_client(struct client *client)
{
	struct addr addr;

	MUST(addr_parse(&addr, bot_socket_path()) == NULL, "no address");
	client->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	MUST(client->fd != -1 && io_prepare(client->fd) &&
		connect(client->fd, &addr.to.any, addr.len) == 0,
	    "cannot connect: %s", strerror(errno));
	buf_init(&client->in, client->memory, sizeof(client->memory));
}

/* Returns whether a guest may say the command. */
static bool
may_say(const struct command *command)
{
	static const enum verb verbs[] = { VERB_JOIN, VERB_NAMES, VERB_SEND,
		VERB_TELL, VERB_NOTE, VERB_LINES, VERB_TIME, VERB_ADD, VERB_PUT,
		VERB_SWAP, VERB_CUT, VERB_GET, VERB_BOXES, VERB_HISTORY,
		VERB_MODE };
	size_t i = 0;

	while (i < COUNT(verbs) && verbs[i] != command->rule->verb)
		i++;
	return i < COUNT(verbs) &&
	    (command->rule->verb != VERB_MODE || command->count == 1);
}

/* Checks what the bot has said to the server. */
static void
check_said(void)
{
	struct buf *out = &test.script.session.out;
	struct command command;
	struct str line;

	while (buf_len(out) > 0) {
		MUST(buf_line(out, &line) == LINE_WHOLE, "half a command");
		MUST(grammar_parse(line, FROM_CLIENT, &command) == CODE_OK &&
			may_say(&command),
		    "it says %.*s", (int)line.len, line.at);
		buf_drop_line(out, line);
	}
}

/* Checks what the guest has heard so far. */
static void
check_heard(struct client *client)
{
	struct command command;
	struct str line;
	char *room;
	ssize_t count;

	do {
		const size_t size = buf_room(&client->in, &room);
		count = io_read(client->fd, room, size);
		if (count > 0)
			buf_filled(&client->in, (size_t)count);
		while (buf_line(&client->in, &line) == LINE_WHOLE) {
			MUST(grammar_parse(line, FROM_SERVER, &command) ==
				CODE_OK,
			    "a guest hears %.*s", (int)line.len, line.at);
			buf_drop_line(&client->in, line);
		}
	} while (count > 0);
	if (count != IO_AGAIN)
		io_close(&client->fd);
}

static void
turn(void)
{
	struct pollfd set[GUESTS_SET];

	for (int i = 0; i < 3; i++) {
		guests_watch(set);
		MUST(poll(set, COUNT(set), 0) != -1, "poll");
		guests_serve(set);
		guests_tend();
		check_said();
	}
	for (size_t i = 0; i < GUESTS; i++)
		if (test.client[i].fd != -1)
			check_heard(&test.client[i]);
}

/* Passes in a line of the server, as cmd_bot.c does. */
static void
hear(struct str text)
{
	struct session *session = &test.script.session;
	struct voice_answer answer;
	struct command line;
	struct heard heard;

	if (text.len >= LIMIT_LINE ||
	    grammar_parse(text, FROM_SERVER, &line) != CODE_OK)
		return;
	session_note(session, &line);
	test.script.line = text;
	if (voice_take(&line, &answer)) {
		guest_words_answered(&answer, &line);
		return;
	}
	if (line.rule->args[0] != ARG_ID ||
	    !heard_take(&heard, &line, session_name(session)))
		return;
	if (!str_caseeq(heard_causer(&heard), session_name(session)))
		guests_hear(&heard, text);
}

static void
say(struct client *client, struct str line)
{
	if (client->fd == -1)
		return;
	/* Should the bot have dropped it, or be behind, it is lost. */
	(void)io_write(client->fd, line.at, line.len);
	(void)io_write(client->fd, "\n", 1);
}

static void
end(void)
{
	guests_end();
	for (size_t i = 0; i < GUESTS; i++)
		io_close(&test.client[i].fd);
	session_free(&test.script.session);
}

void
fuzz(struct str input)
{
	struct str line;

	if (test.listener == 0) {
		test.listener = bot_socket_open();
		MUST(test.listener != -1 && atexit(bot_socket_close) == 0,
		    "no socket");
	}
	begin_bot();
	for (size_t i = 0; i < GUESTS; i++)
		begin_client(&test.client[i]);
	turn();
	while (fuzz_line(&input, &line)) {
		if (str_skip(&line, STR("!")))
			hear(line);
		else if (str_skip(&line, STR("2")))
			say(&test.client[1], line);
		else
			say(&test.client[0], line);
		turn();
	}
	end();
}
