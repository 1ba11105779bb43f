/* Replies and reactions. */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_REACT_H
#define CLIENT_CHAT_WINDOW_WINDOW_REACT_H

#include "chat/window/window.h"

/*
 * Take the tags before an event, none if empty; and then the event, which is in
 * the view unless that is null: a reply tells what it answers, and a reaction
 * stands under its message.
 */
void window_hear_tags(struct chat *chat, struct str tags);
void window_use_tags(
    struct chat *chat, struct view *view, const struct window_event *event);

/* Carry out /reply TEXT and /react WORD. */
void window_reply(struct chat *chat, struct str text);
void window_react(struct chat *chat, struct str reaction);

#endif
