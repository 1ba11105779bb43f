/* The modes that clients see: see shown_modes.h. */
#include "router/model/shown_modes.h"

#include "router/model/groups.h"
#include "router/model/modes.h"

bool
shown_modes_recorded(uint32_t group)
{
	return groups_history(group)->applies &&
	    !modes_has(group, MODE_UNRECORDED);
}

unsigned
shown_modes_of(uint32_t group)
{
	const unsigned flags =
	    modes_get(group)->flags & ~(unsigned)MODE_UNRECORDED;

	return shown_modes_recorded(group) ? flags | MODE_RECORDED : flags;
}
