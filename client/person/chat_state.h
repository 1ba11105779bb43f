/*
 * The state of a chat, which its files share: chat.c has the loop, chat_input.c
 * the way from the person to the server, chat_typed.c the keys on that way,
 * chat_deeds.c what the client does instead of the server, chat_answers.c the
 * way back, and chat_away.c what happens when the connection is lost; the faces
 * show it. Nobody else includes this.
 */
#ifndef CLIENT_PERSON_CHAT_STATE_H
#define CLIENT_PERSON_CHAT_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/history_file.h"
#include "edit/people.h"
#include "edit/typing.h"
#include "person/arrival.h"
#include "person/away_state.h"
#include "person/chat_options.h"
#include "person/notify.h"
#include "person/pending_names.h"
#include "person/record.h"
#include "person/status_notes.h"
#include "person/ui.h"
#include "session/backoff.h"
#include "session/dial.h"
#include "session/session.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "stream/stream.h"
#include "text/out.h"
#include "text/render.h"

/*
 * Nothing that adds to the output begins unless it has so much room. No single
 * step fills more than what is then left beside the row of the screen.
 */
#define CHAT_STEP (OUT_SIZE / 2)
static_assert(RENDER_ROOM + STREAM_ROOM < CHAT_STEP, "a line and the row fit");

/* Lines that wait until the answers before them have come. */
#define CHAT_INPUT (16 * LIMIT_LINE)

#define CHAT_QUESTION 256

/* What is rendered at once. */
#define CHAT_LINE (RENDER_ROOM + CHAT_MESSAGE)

#define CHAT_MESSAGE 512

/* The connection has been lost, or is not again what it was. */
struct away {
	enum {
		AWAY_NOT,
		AWAY_RESTING, /* until the next call */
		AWAY_CALLING,
		AWAY_RETURNING /* connected; not yet all that we were */
	} state;
	usec until; /* nothing is done before */
	usec patience; /* as long the name may still be taken */
	struct backoff backoff;
	uint32_t missed; /* a hash of why the last call failed, or 0 */
	struct dial dial;
	char name[LIMIT_NAME + 1]; /* what we were called, if not empty */
	struct joined joined; /* where we were */
	char **groups; /* the same as a list for the chat */
};

struct window;

struct chat {
	struct chat_options options;
	const char *password; /* to be said first, or null */
	const char *account; /* to log in to then, or null */
	const char *name; /* to be said then, or null */
	char *const *groups; /* to be joined still */
	struct session session;
	struct people people;
	struct status_notes asides;
	struct arrival arrival;
	struct away_state absence;
	struct pending_names whom; /* a person's */
	struct away away;
	struct record record;
	struct bell bell; /* for what is for us */
	struct notify notify;
	char question[CHAT_QUESTION]; /* that waits for the person's word */
	char kicked[LIMIT_ID]; /* the event by which somebody was put out */
	size_t kicked_len; /* 0: nobody was */
	struct typing typing; /* a person's */
	struct history_file history;
	usec typed; /* when the last key came; of clock_mono */
	const struct ui *face;
	struct stream stream; /* that of face_stream */
	struct window *window; /* that of face_window, or null */
	bool has_status; /* there is room for the status line */
	struct out out;
	struct buf line; /* is being rendered, for chat_show */
	char line_memory[CHAT_LINE];
	bool colours; /* of names */
	enum depth depth; /* of those of the window */
	struct buf input; /* whole lines; of a filter a part besides */
	char input_memory[CHAT_INPUT];
	size_t lines; /* of input, taken */
	bool input_ended;
	bool leaving; /* the person has asked to quit */
	bool unsent; /* a line of input was not sent */
	bool over;
	int status; /* if over */
	int signal; /* to end by, or 0 */
	char message[CHAT_MESSAGE]; /* for standard error, if not empty */
};

/* This is the last turn. Only the first of these calls counts. */
void chat_end(struct chat *chat, int status);
void chat_fail(struct chat *chat, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The connection is lost, and this is why. A person's is made again; for
 * others, or one that had never a name, this is the end.
 */
void chat_lose(struct chat *chat, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Is the link dead? Then the connection is lost. The time until it is to be
 * looked at again, 0 for none.
 */
usec chat_check_link(struct chat *chat);

/* Are there lines of input that cannot be sent now? */
bool chat_is_away(const struct chat *chat);

/* Does what is due; the time until the next such turn, 0 for none. */
usec chat_come_back(struct chat *chat);

/* Hangs up, unless the connection is lost already, and calls without a rest. */
void chat_reconnect(struct chat *chat);

/* All that we were given to say has been said, and answered. */
void chat_settle(struct chat *chat);

/* Is it a refusal of our old name? Then it is dealt with. */
bool chat_hides_refusal(struct chat *chat, const struct command *err);

void chat_forget_away(struct chat *chat);

/* Is there room in the output for one more step? */
bool chat_has_room(struct chat *chat);

/* Tells a person something in a line of our own; nothing to a filter. */
#define CHAT_REMARK(chat, ...) CHAT_TELL(chat, REMARK_HERE, __VA_ARGS__)
#define CHAT_TELL(chat, kind, ...)                                             \
	(chat)->face->remark(chat, kind, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* How a line of the server is to be shown; null: one of our own. */
struct manner chat_manner(const struct chat *chat, const struct command *line);

/* The pieces as a string of C that may be shown; what does not fit is cut. */
const char *chat_showable(
    char room[CHAT_MESSAGE], const struct str *pieces, size_t count);

/* Stops the process with the terminal as it was before; then goes on. */
void chat_suspend(struct chat *chat);

/* Is there room for what one read of standard input may give? */
bool chat_input_has_room(struct chat *chat);

/* Reads standard input once: lines, or keys until they are lines. */
void chat_read_input(struct chat *chat);

/* A line, or what was to be said, is not sent, and the pieces say why. */
void chat_refuse(struct chat *chat, const struct str *pieces, size_t count);
#define CHAT_REFUSE(chat, ...)                                  \
	chat_refuse(chat, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Says a text there, as if it had been typed there; the session is ready. */
void chat_say(struct chat *chat, const struct where *where, struct str text);

/*
 * Does what is typed while there is no connection, if that needs none; false if
 * it does.
 */
bool chat_obey_alone(struct chat *chat, struct str line);

/* Does what a word of the client's own asks for, with what stands behind it. */
void chat_do(struct chat *chat, enum deed deed, struct str rest);

/* A setting is another one: whoever holds something of it looks again. */
void chat_settings_changed(struct chat *chat);

/* Takes the keys of a person. */
void chat_take_keys(struct chat *chat, const char *bytes, size_t len);

/*
 * An ESC may be a key by itself, which shows when no more comes; the time until
 * then, 0 for none.
 */
usec chat_pause_keys(struct chat *chat);

/* Says what the options ask for and obeys lines, as far as may be now. */
void chat_take_input(struct chat *chat);

/* Shows what the server has said, as far as there is room. */
void chat_show_answers(struct chat *chat);

#endif
