/* Options for rendering a line. */
#ifndef CLIENT_TEXT_MANNER_H
#define CLIENT_TEXT_MANNER_H

#include <stdbool.h>

#include "shared/str.h"
#include "text/depth.h"

struct manner {
	bool stable; /* in the fixed form for filters: forkcast(1) */
	bool times; /* show times before events */
	bool dates; /* show dates before times */
	bool many; /* name the group: we are in more than one */
	bool colours; /* colour the names */
	struct str me; /* our name */
	/*
	 * Render for a view of the window: in the styles of the theme, with IRC
	 * formatting, without a time or LF. Then the members above do not
	 * count, except me.
	 */
	bool window;
	bool places; /* name the group or recipient: in the view of all */
	bool meant; /* the line mentions us */
	bool further; /* it is a further line of the message before */
	bool past; /* it is of a time before we came: one style for all */
	enum depth depth; /* how many colours there are */
};

#endif
