/*
 * Requests that the chat itself makes to the history, one page at a time: the
 * last messages of a group or person whose view is new, what came after the
 * last event that we have, and what the person scrolls or searches back to.
 * Requests wait here until the session is ready.
 */
#ifndef CLIENT_CHAT_CORE_PAST_H
#define CLIENT_CHAT_CORE_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/grammar.h"
#include "shared/str.h"

struct chat;

struct past;
struct past_want;

struct str past_place(const struct past_want *want);

/*
 * Adds a request for a place; the caller sets kind and id. One that
 * the person waits for (PAST_OLDER) comes next. Returns false, and does
 * nothing, if there is no room, or if there is one of that kind for the place.
 */
bool past_add(
    struct past *past, const struct past_want *want, struct str place);

/* Notes a loss of the connection: all requests are dropped. */
void past_lost(struct past *past);

/*
 * Notes that we are in a recorded group, or are in it still, after a
 * reconnection, and requests its last messages, or those that we have missed.
 */
void past_arrived(struct chat *chat, struct str group, bool still);

/*
 * Requests the messages of our talk with a person: those after the ID since, or
 * the last ones if it is 0.
 */
void past_met(struct chat *chat, struct str name, uint64_t since);

/* Takes a line of the server that the session has noted. */
void past_hear(struct chat *chat, const struct command *line);

/*
 * Takes a line of the server if it is about letters (letters.h), and shows
 * them; false if it is not.
 */
bool past_hear_letter(struct chat *chat, const struct command *line);

/*
 * Sends the next request, if the session is ready and none is unanswered, and
 * reports the letters that the person has seen. To be called in each turn.
 */
void past_go_on(struct chat *chat);

#endif
