/* The bell for messages that come in bursts: see burst.h. */
#include "person/burst.h"

bool
burst_rings(struct burst *burst, usec now)
{
	if (burst->rung != 0 && now - burst->rung < BURST_PAUSE)
		return false;
	burst->rung = now;
	return true;
}
