/*
 * The status line of the window: where one is, in which views there is news,
 * and how the connection is. Pure but for the time zone; the window draws it.
 */
#ifndef CLIENT_SCREEN_BAR_H
#define CLIENT_SCREEN_BAR_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/str.h"
#include "views/views.h"

/* Room for what is put; what does not fit is left out, columns as well. */
#define BAR_SIZE 16384

struct bar {
	const struct views *views;
	struct str me; /* our name; empty: none yet */
	struct str server; /* its address, as it may be shown */
	usec now; /* wall clock */
	usec lag; /* how long an answer is overdue; 0: it is not */
	bool away; /* there is no connection */
	bool absent; /* we have said that we are away */
	bool back; /* one has scrolled back */
	size_t below; /* lines that came since */
};

/*
 * Puts the line, styled, exactly so many columns wide. It has whole pieces
 * only, but for the current view's name, which may be cut; as far as there is
 * room: the current view, views with news in the order of views_order ("+3": so
 * many more), the connection, lines below, the clock, who we are, the server. A
 * view in which people have but come and gone has no news here.
 */
void bar_put(struct buf *to, const struct bar *bar, size_t columns);

#endif
