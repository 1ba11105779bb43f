/*
 * The state of a chat, shared by the files of the chat and its interfaces.
 * chat.c has the loop, chat_input.c sends the person's lines to the server,
 * chat_typed.c takes the keys, chat_actions.c does what the client does without
 * the server, chat_answers.c takes the server's lines, and chat_away.c handles
 * a lost connection. The interfaces show all this. No other file includes this
 * header.
 */
#ifndef CLIENT_PERSON_CHAT_STATE_H
#define CLIENT_PERSON_CHAT_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/history_file.h"
#include "edit/people.h"
#include "edit/typing.h"
#include "net/dial.h"
#include "net/letters.h"
#include "net/login.h"
#include "net/rejoin.h"
#include "net/session.h"
#include "net/via.h"
#include "person/account/account_state.h"
#include "person/chat_options.h"
#include "person/notes/arrival.h"
#include "person/notes/away_state.h"
#include "person/notes/full_form.h"
#include "person/notes/gone_notes.h"
#include "person/notes/pending_names.h"
#include "person/notes/status_notes.h"
#include "person/notes/via_notes.h"
#include "person/notes/whois_notes.h"
#include "person/notify.h"
#include "person/past.h"
#include "person/place.h"
#include "person/record.h"
#include "person/ui.h"
#include "session/alias.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "stream/stream.h"
#include "text/out.h"
#include "text/render.h"

/*
 * The room that the output must have before a step that adds to it begins:
 * enough for whatever one step adds, and for the input row after it.
 */
#define CHAT_STEP (OUT_SIZE / 2)
static_assert(RENDER_ROOM + STREAM_ROOM < CHAT_STEP, "a line and the row fit");

/* Input lines that wait for the answers to earlier lines. */
#define CHAT_INPUT (16 * LIMIT_LINE)

#define CHAT_QUESTION 256

/* Room for all that is rendered at once. */
#define CHAT_LINE (RENDER_ROOM + CHAT_MESSAGE)

#define CHAT_MESSAGE 512

/* State of a connection that was lost and is not fully restored. */
struct away {
	bool fresh; /* it is the first connection of a later server */
	enum {
		AWAY_NOT,
		AWAY_UNNAMED, /* until the person has typed a name */
		AWAY_RESTING, /* until the next attempt */
		AWAY_CONNECTING,
		AWAY_RETURNING /* connected, but not yet in all groups */
	} state;
	usec until; /* when the next step is due */
	usec patience; /* until when a taken name is tried again */
	struct backoff backoff;
	uint32_t missed; /* hash of why the last attempt failed, or 0 */
	struct dial dial;
	char name[LIMIT_NAME + 1]; /* our name before, or empty */
	struct world joined; /* the groups that we were in */
	char **groups; /* their names and keys: rejoin_groups */
};

/* The changes of modes of one /mode, which are sent one by one. */
struct chat_changes {
	char text[LIMIT_LINE]; /* "G CHANGES [WORDS]" */
	size_t len; /* 0: there are none */
	size_t sent; /* how many changes */
	bool changed; /* one of them had an effect */
	size_t command; /* number of the last one; session_said */
};

struct window;

/*
 * The person's side: the terminal, the line being typed, the interface that
 * shows everything, and the chat. A filter has only an output and a chat.
 */
struct console {
	bool person;
	struct chat *chat;
	const struct ui *ui;
	struct typing typing; /* for a person */
	struct history_file history;
	size_t keys_left; /* of those that were read */
	bool swallows; /* what is typed now is no line, but may be a secret */
	usec typed; /* when the last key was pressed; of clock_mono */
	struct stream stream; /* of ui_stream */
	struct window *window; /* of ui_window, or null */
	struct out out;
	struct buf line; /* being rendered for ui->show */
	char line_memory[CHAT_LINE];
	bool colours; /* names are coloured */
	enum depth depth; /* of the window's colours */
	struct bell bell; /* rings for messages to us */
	struct notify notify;
	struct place_kept typed_at; /* where the last line was typed */
	struct place_kept offered; /* where the lines of the question go */
	char question[CHAT_QUESTION]; /* waits for the person's answer */
	char asked[2 * CHAT_QUESTION]; /* it, with the answer so far */
	bool input_ended;
	bool leaving; /* the person has asked to quit */
	usec quit_until; /* asking again before then quits; of clock_mono */
	bool over;
	int status; /* if over */
	int signal; /* to end by, or 0 */
	char message[CHAT_MESSAGE]; /* for standard error, if not empty */
};

/* A chat with one server. */
struct chat {
	struct console *console;
	struct chat_options options;
	const char *password; /* still to be sent, or null */
	const char *account; /* still to log in to, or null */
	const char *name; /* still to be sent, or null */
	char *const *groups; /* still to be joined */
	bool starting; /* the last join was one of these */
	struct session session;
	struct via via;
	struct via_notes via_notes;
	struct people people;
	struct status_notes status_notes;
	struct whois_notes whois_notes; /* for a person */
	struct arrival arrival;
	struct away_state away_state;
	struct full_form full_form; /* for a person */
	struct gone_notes gone_notes;
	struct pending_names pending_names; /* for a person */
	struct chat_changes changes; /* for a person */
	struct away away;
	struct past past; /* for a person */
	struct letters letters;
	struct login login;
	struct account_state account_state;
	struct record record;
	char kicked[LIMIT_ID]; /* event ID of the last kick */
	size_t kicked_len; /* 0: no kick yet */
	struct buf input; /* whole lines; in a filter also a partial one */
	char input_memory[CHAT_INPUT];
	size_t lines; /* input lines taken so far */
	bool one_by_one; /* the server has no messages of several lines */
	bool next_one_by_one; /* so it is for the next paste only */
	bool unsent; /* a line of input was not sent */
	bool hinted[VERB_COUNT]; /* texts looked like these commands */
	bool leaving; /* the person has asked to leave this server */
};

/*
 * End the chat after this turn, with an exit status; chat_fail also sets the
 * message for standard error. Only the first call of either has an effect.
 */
void chat_end(struct chat *chat, int status);
void chat_fail(struct chat *chat, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Returns whether the chat is over. */
bool chat_is_over(const struct chat *chat);

/* Stops the process with the terminal restored, and resumes when continued. */
void console_suspend(struct console *console);

/*
 * Initializes the chat, all zero before, with a socket or, to connect by itself
 * once it has its first turn, -1. Ends the program if the log of the options
 * cannot be opened. chat_free frees what it has, but not the chat.
 */
void chat_begin(struct chat *chat, struct console *console, int socket,
    const struct chat_options *options);
void chat_free(struct chat *chat);

/*
 * Does what is due in a chat. Returns the time until there is more to do by
 * itself, 0 for never.
 */
usec chat_turn(struct chat *chat);

/*
 * Quits the server of the chat; the chat is over once the server has answered,
 * or at once if it cannot.
 */
void chat_leave(struct chat *chat);

/*
 * Returns what names the server to a person: the address or, if a command is
 * the connection, its section's name, a word of it with a dot, or its program.
 */
struct str chat_server(const struct chat *chat);

/* Returns the shorter time, where 0 is forever. */
static inline usec
chat_sooner(usec a, usec b)
{
	if (a == 0 || b == 0)
		return a + b;
	return usec_earlier(a, b);
}

/*
 * Notes that the connection is lost, and why. A person's chat reconnects if it
 * has had a name; any other chat ends.
 */
void chat_connection_lost(struct chat *chat, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Notes that the server has waited for a name long enough. Returns false if the
 * chat ends, or reconnects by itself; otherwise it connects again once the
 * person has typed something.
 */
bool chat_wait_for_name(struct chat *chat);

/*
 * Checks whether the link is dead; if it is, the connection counts as lost.
 * Returns the time until the next check, 0 for none.
 */
usec chat_check_link(struct chat *chat);

/*
 * Starts the command of the options that is the connection. Returns its socket,
 * or -1 with errno. chat_hear_via tells the person what it has written on
 * standard error; while we reconnect, an equal line only once.
 */
int chat_begin_via(struct chat *chat, const struct chat_options *options);
void chat_hear_via(struct chat *chat);

/* Returns whether the connection is lost, so that input cannot be sent now. */
bool chat_is_away(const struct chat *chat);

/* Returns whether we are about to be in the groups again that we were in. */
bool chat_is_returning(const struct chat *chat);

/*
 * Does the steps of reconnecting that are due. Returns the time until the next
 * one, 0 for none.
 */
usec chat_come_back(struct chat *chat);

/* Reconnects at once; first hangs up if the connection is not lost. */
void chat_reconnect(struct chat *chat);

/*
 * Notes that everything the options ask for was sent and answered. Ends the
 * reconnection if one is under way.
 */
void chat_settle(struct chat *chat);

/*
 * Returns whether the line refuses, while we reconnect, our old name because it
 * is still held, or a join because the group is busy. If so, the command is to
 * be tried again, and the line need not be shown.
 */
bool chat_hides_refusal(struct chat *chat, const struct command *err);

/* Frees what is kept for a reconnection. */
void chat_forget_away(struct chat *chat);

/* Returns whether the output has room for one more step. */
bool chat_has_room(struct chat *chat);

/* Tells a person something in a line of our own; nothing to a filter. */
#define CHAT_REMARK(chat, ...) CHAT_TELL(chat, REMARK_HERE, __VA_ARGS__)
#define CHAT_TELL(chat, kind, ...)                \
	(chat)->console->ui->remark(chat, kind,   \
	    (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Returns how to show a line of the server; null: a line of our own. */
struct manner chat_manner(const struct chat *chat, const struct command *line);

/* Joins the pieces into a C string that is safe to show, cut to fit. */
const char *chat_safe_text(
    char room[CHAT_MESSAGE], const struct str *pieces, size_t count);

/* Returns whether there is room for one read of standard input. */
bool chat_input_has_room(struct chat *chat);

/* Reads standard input once: lines, or keys that make lines. */
void chat_read_input(struct chat *chat);

/* Tells that a line or text was not sent; the pieces say why. */
void chat_refuse(struct chat *chat, const struct str *pieces, size_t count);
#define CHAT_REFUSE(chat, ...)                                  \
	chat_refuse(chat, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Sends a text as if it had been typed there. The session must be ready. */
void chat_say(struct chat *chat, const struct where *where, struct str text);

/*
 * Obeys a line typed while there is no connection. Returns false if the line
 * needs one.
 */
bool chat_obey_alone(struct chat *chat, struct str line);

/*
 * Returns whether the line, typed now, can only be a command without its slash,
 * because the view takes no text; then the person is told how to type it.
 */
bool chat_hints(struct chat *chat, struct str line);

/*
 * Sends a command to the server. A person may see something of it at once. The
 * session must be ready.
 */
void chat_input_say(
    struct chat *chat, const struct input *input, const struct where *where);

/*
 * chat_changes_begin carries out "/mode G CHANGES [WORDS]" with several
 * changes. chat_changes_wait returns whether the last one is not answered yet;
 * then no other line is sent. Otherwise chat_changes_say sends the next one, if
 * there is one. Once one is refused, no more are sent, and chat_changes_refused
 * tells the person which were done. chat_changes_hides returns whether the line
 * says that one had no effect, which the person is told once if none has any.
 */
void chat_changes_begin(struct chat *chat, struct str rest);
bool chat_changes_wait(
    const struct chat_changes *changes, const struct session *session);
bool chat_changes_say(struct chat *chat);
bool chat_changes_hides(struct chat *chat, const struct command *line);
void chat_changes_refused(struct chat *chat, const struct command *err);

/*
 * chat_warn_alone tells the person which groups have no operator if we quit;
 * chat_warn_left, that the group of this event, our leave, has none now.
 */
void chat_warn_alone(struct chat *chat);
void chat_warn_left(struct chat *chat, const struct command *line);

/* Runs one of the client's own commands; rest holds its arguments. */
void chat_run_action(struct chat *chat, enum action action, struct str rest);

/* Tells all parts that keep a copy of a setting that settings have changed. */
void chat_settings_changed(struct chat *chat);

/* Takes keys that the person has pressed. */
void chat_take_keys(struct chat *chat, const char *bytes, size_t len);

/*
 * Asks before many lines are sent to the place, or sends a single one; typing
 * has them as a paste.
 */
void chat_offer(struct console *console, const struct place_kept *place);

/*
 * chat_say_paste sends the paste to the place of the question, once the person
 * has agreed. chat_say_lines does the same, and returns false if nothing is
 * sent and the person was told why. chat_hear_paste notes the refusal of one
 * that must be sent line by line: the next ones are, if the server knows no
 * messages of several lines; the next one is, if the person that it was for is
 * not here.
 */
void chat_say_paste(struct chat *chat);
bool chat_say_lines(struct chat *chat);
void chat_hear_paste(struct chat *chat, const struct command *err);

/* Returns the words that Tab chooses from. */
struct choice chat_choice(const struct chat *chat);

/*
 * Takes a lone ESC as a key once nothing has followed it for a while. Returns
 * the time until then, 0 for none.
 */
usec chat_pause_keys(struct chat *chat);

/*
 * Sends what the options ask for and obeys input lines, as far as now possible.
 */
void chat_take_input(struct chat *chat);

/*
 * Notes that we are in a group that is recorded, or are in it still, after a
 * reconnection: requests what we have missed, or the last messages.
 */
void chat_past_arrived(struct chat *chat, struct str group, bool still);

/*
 * Notes that the answers about a group that we have joined are complete: if it
 * is not recorded, what we have missed is lost.
 */
void chat_past_answered(struct chat *chat, struct str group, bool still);

/*
 * Requests the messages of our talk with a person, whose view is new: those
 * after the ID since, or the last ones if it is 0. Returns the ID after which
 * those that we have missed are on their way, be it by an earlier request; 0 if
 * none are.
 */
uint64_t chat_past_met(struct chat *chat, struct str name, uint64_t since);

/* Notes that the view of a person has another name. */
void chat_past_renamed(struct chat *chat, struct str from, struct str to);

/* Notes that we are back: requests the messages sent to us meanwhile. */
void chat_past_returned(struct chat *chat);

/* Takes a line of the server that the session has not noted yet. */
void chat_past_hear(struct chat *chat, const struct command *line);

/* Sends the next request for the past. To be called in each turn. */
void chat_past_go_on(struct chat *chat);

/*
 * Takes a line of the server if it is about letters (letters.h), and shows
 * them; false if it is not. chat_letters_go_on, to be called in each turn,
 * reports those that the person has seen.
 */
bool chat_letters_hear(struct chat *chat, const struct command *line);
void chat_letters_go_on(struct chat *chat);

/* Alerts the person to a message for them. In the stream, each one rings. */
void chat_alert(struct chat *chat, const struct command *line);

/* Logs the line. If that fails, says so; the chat continues without a log. */
void chat_write_down(struct chat *chat, const struct command *line);

/* Shows the lines of the server, as far as there is room. */
void chat_show_answers(struct chat *chat);

#endif
