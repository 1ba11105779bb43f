/*
 * The status line of the window: the current view, views with news, and the
 * connection. Pure but for the time zone.
 */
#ifndef CLIENT_TERM_BAR_H
#define CLIENT_TERM_BAR_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/str.h"
#include "views/views.h"

/*
 * Room for the line, in bytes. Text that does not fit is dropped, and the line
 * is then too narrow.
 */
#define BAR_SIZE 16384

struct bar {
	const struct views *views;
	struct str me; /* our name; empty: none yet */
	struct str server; /* its address, made harmless */
	usec now; /* wall clock */
	usec lag; /* how long an answer is overdue; 0: none is */
	size_t members; /* of the current group, if we are in it */
	struct str modes; /* letters of the current group's modes */
	bool offline; /* we are not connected */
	bool stranger; /* we are not logged in, and should be */
	bool away; /* we are marked as away */
	bool back; /* the view is scrolled back */
	size_t below; /* lines that have arrived since it was scrolled back */
};

/*
 * Writes the styled line, exactly so many columns wide. It consists of whole
 * pieces; only the current view's name may be cut. In order, those for which
 * there is room: the current view, the connection, lines below, views with news
 * in the order of views_order ("+3!": three more), the clock, the members, our
 * name and the server. A view with only comings and goings does not count as
 * having news.
 */
void bar_put(struct buf *to, const struct bar *bar, size_t columns);

#endif
