/* How lines are to be shown: chosen by who renders them. */
#ifndef CLIENT_TEXT_MANNER_H
#define CLIENT_TEXT_MANNER_H

#include <stdbool.h>

#include "shared/str.h"
#include "text/depth.h"

struct manner {
	bool stable; /* as a filter: in the fixed form of forkcast(1) */
	bool times; /* in front of events */
	bool dates; /* in front of times */
	bool many; /* we are in more than one group */
	bool colours; /* of names */
	struct str me; /* our name */
	/*
	 * For a view of the window: in the styles of the theme, with the
	 * formatting of IRC, without a time or LF. Of the others only what
	 * follows and our name counts then.
	 */
	bool window;
	bool
	    places; /* which group or whom it was said to: in the view of all */
	bool meant; /* it is for us */
	enum depth depth; /* of colours */
};

#endif
