/* The status line of a window: the current view, those with news, and us. */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_BAR_H
#define CLIENT_CHAT_WINDOW_WINDOW_BAR_H

#include "chat/window/window.h"

/*
 * Draws the line in that row. It consists of whole pieces; only the current
 * view's name may be cut. In order, those for which there is room: the current
 * view, the connection, lines below, views with news in the order of
 * views_order ("+3!": three more), the clock, the members, our name and the
 * server. A view with only comings and goings does not count as having news.
 */
void window_draw_bar(struct chat *chat, size_t row);

#endif
