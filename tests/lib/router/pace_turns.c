/* Time passes in turns of the stage's loop: see pace.h. */
#include "pace.h"
#include "server/base/loop/ticks.h"
#include "stage.h"

void
pace_turns(usec time)
{
	stage_turn();
	for (usec part; time > 0; time -= part) {
		part = time < TICKS_GAP ? time : TICKS_GAP;
		pace(part);
		stage_turn();
	}
}
