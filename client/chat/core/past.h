/*
 * Requests that the chat itself makes to the history, one page at a time: the
 * last messages of a group or person whose view is new, what came after the
 * last event that we have, and what the person scrolls or searches back to.
 * Requests wait until the session is ready.
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

/* Returns whether a place has requests that the person does not wait for. */
bool past_has(const struct past *past, struct str place);

/*
 * Notes a loss of the connection: requests for what was missed before sleep
 * until they can be sent again, others are dropped.
 */
void past_lost(struct past *past);

/*
 * Requests what was said in a place after the ID or, if it is 0, the last
 * messages; in a group once we are in it.
 */
void past_since(struct past *past, struct str place, uint64_t since);

/*
 * Notes that we have joined a group: before the ID of our join are its last
 * messages, or those that we have missed. past_arrived requests them if it is
 * recorded.
 */
void past_joined(struct chat *chat, struct str group, uint64_t id);
void past_arrived(struct chat *chat, struct str group, bool recorded);

/* Takes a line of the server that the session has noted. */
void past_hear(struct chat *chat, const struct command *line);

/*
 * Takes a line of the server if it tells what came in a talk while our account
 * was not connected, and requests that; false if it does not.
 */
bool past_hear_talk(struct chat *chat, const struct command *line);

/*
 * Tells the server that the private messages that came by themselves are read,
 * unless some from before are still requested.
 */
void past_report(struct chat *chat);

/*
 * Sends the next request, if the session is ready and none is unanswered. To be
 * called in each turn.
 */
void past_go_on(struct chat *chat);

#endif
