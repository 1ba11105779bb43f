/*
 * What every file of the chat asks of its console: where lines are shown and
 * typed, questions, who we are, and whether the chat goes on.
 */
#ifndef CLIENT_CHAT_CORE_CONSOLE_H
#define CLIENT_CHAT_CORE_CONSOLE_H

#include "chat/core/chat_state.h"

/*
 * End the chat after this turn, with an exit status; chat_fail also sets the
 * message for standard error. Only the first call of either has an effect.
 */
void chat_end(struct chat *chat, int status);
void chat_fail(struct chat *chat, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Returns whether the chat is over. */
bool chat_is_over(const struct chat *chat);

/*
 * The time after which a terminal that takes nothing is not waited for: what
 * has no room is dropped.
 */
#define CONSOLE_STOPPED SEC

/* Returns whether the output has room for one more step. */
bool chat_has_room(struct chat *chat);

/*
 * Take the terminal, and give it back, even if it is behind by more than there
 * is room for. If the first fails later, the terminal is gone, and the next
 * read from it fails as well. chat_suspend stops the process with the terminal
 * restored, and resumes when continued.
 */
bool chat_take_terminal(struct chat *chat);
void chat_give_back(struct chat *chat);
void chat_suspend(struct chat *chat);

/*
 * Tell a person something in a line of our own, CHAT_TELL_OF in the view of a
 * group.
 */
#define CHAT_REMARK(chat, ...) CHAT_TELL(chat, REMARK_HERE, __VA_ARGS__)
#define CHAT_TELL(chat, kind, ...) \
	CHAT_SAY(chat, kind, ((struct str) { NULL, 0 }), __VA_ARGS__)
#define CHAT_TELL_OF(chat, group, ...) \
	CHAT_SAY(chat, REMARK_HERE, group, __VA_ARGS__)
#define CHAT_SAY(chat, kind, group, ...)               \
	(chat)->console->ui->remark(chat, kind, group, \
	    (const struct str[]) { __VA_ARGS__ },      \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Rings the terminal's bell: a key has no effect. */
void chat_ring(struct chat *chat);

/* Returns whether the connection is lost, so that input cannot be sent now. */
bool chat_is_offline(const struct chat *chat);

/* Returns our name; while reconnecting, the one before. */
struct str chat_me(const struct chat *chat);

/*
 * Returns what names the server to a person: the address or, if a command is
 * the connection, a word of it with a dot or @, or its program.
 */
struct str chat_server(const struct chat *chat);

/* Returns how to show a line of the server; null: a line of our own. */
struct manner chat_manner(const struct chat *chat, const struct command *line);

/*
 * Queues a line typed there. Returns false if there are too many, or it is too
 * long.
 */
bool chat_queue(struct chat *chat, const struct chat_place *place,
    const struct str *pieces, size_t count);

#define CHAT_TOO_MUCH "too much to send at once; try again later"

/* Queues the name as if it had been typed. */
void chat_take_name(struct chat *chat, const char *name);

/* Tells that a line or text was not sent; the pieces say why. */
void chat_refuse(struct chat *chat, const struct str *pieces, size_t count);
#define CHAT_REFUSE(chat, ...)                                  \
	chat_refuse(chat, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * chat_place returns where the person types now, and chat_where what a place
 * means now; null: the present one.
 */
struct chat_place chat_place(const struct chat *chat);
struct where chat_where(
    const struct chat *chat, const struct chat_place *place);

/*
 * Asks a question, which takes all keys until it is answered: with yes or no
 * or, if it is hidden, by a secret.
 */
void chat_ask(struct chat *chat, bool hidden, question_taker *take,
    const struct str *pieces, size_t count);
#define CHAT_ASK(chat, hidden, take, ...)                                  \
	chat_ask(chat, hidden, take, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
