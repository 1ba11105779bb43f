/* The person's own lines in a window. */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_OWN_H
#define CLIENT_CHAT_WINDOW_WINDOW_OWN_H

#include "chat/window/window.h"
#include "chat/words/meaning.h"

/* Functions of the interface: core/ui.h. */
void window_said(struct chat *chat, const struct command *command,
    const struct where *where);
void window_lost(struct chat *chat);

/*
 * Our unconfirmed lines, when something of ours is answered. window_confirm
 * drops the line whose echo has come, for the view. window_kept notes that it
 * is kept, if the answer is "ok tell kept ID NAME"; window_refuse marks it as
 * refused and says why. These return false if the answer is for something else.
 */
void window_confirm(struct chat *chat, const struct view *view);
bool window_kept(struct chat *chat, const struct command *ok);
bool window_refuse(struct chat *chat, struct str why);

#endif
