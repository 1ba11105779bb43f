/* The past in a window, what is read, and what deletes a message. */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_PAST_H
#define CLIENT_CHAT_WINDOW_WINDOW_PAST_H

#include "chat/window/window.h"

/* Takes an event of the past: core/ui.h. */
bool window_past(struct chat *chat, const struct past_want *want,
    const struct command *event, const struct manner *manner);

/* The same for the end of a page; true: a search waits for the page. */
bool window_past_end(
    struct chat *chat, const struct past_want *want, bool goes_on);

/*
 * Returns the view of a person. For a new one, what was said there is
 * requested. Null if there is no room for a view.
 */
struct view *window_meet(struct chat *chat, struct str name);

/*
 * The same for somebody who writes to us. Those to whom we have said nothing
 * have few views: the oldest that is read gives its place; null if none is.
 */
struct view *window_meet_stranger(struct chat *chat, struct str name);

/*
 * Asks for lines before the first one of the current view; false if there are
 * none to be had.
 */
bool window_older(struct chat *chat);

/*
 * Puts a note in the place of a message that was deleted; returns false if no
 * view has the message.
 */
bool window_redact(struct chat *chat, const struct command *redact);

/*
 * What is read, for the account's other clients. window_hear_seen takes what
 * another has read; window_look notes what is drawn, and window_tell_seen tells
 * it a moment later, and returns when.
 */
void window_hear_seen(struct chat *chat, const struct command *line);
void window_look(struct chat *chat);
usec window_tell_seen(struct chat *chat, usec now);

/* Carries out /redact without arguments. */
void window_redact_last(struct chat *chat, struct str rest);

#endif
