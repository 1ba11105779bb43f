/* The place where a line was typed: see where.h. */
#include "chat/words/where.h"

struct where
where_current(const struct world *joined)
{
	return (struct where) {
		.kind = joined->count > 0 ? WHERE_GROUP : WHERE_NOWHERE,
		.name = world_current(joined),
		.joined = joined,
	};
}

struct str
where_sign(const struct where *where)
{
	return where->person ? STR("#") : STR("");
}

struct str
where_mute(const struct where *where)
{
	switch (where->kind) {
	case WHERE_NOWHERE:
		return where->slash ?
		    STR("you are in no group; join one first, for example: "
			"/join 1") :
		    STR("you are in no group; join one first, for example: "
			"join 1");
	case WHERE_ALL:
		return STR("this view shows all groups; choose one with Alt-1 "
			   "to Alt-9, or use /msg");
	case WHERE_GROUP:
		if (!world_has(where->joined, where->name))
			return STR("you have left this group; /join returns "
				   "to it, /close closes the view");
		break;
	case WHERE_PERSON:
		break;
	}
	return STR("");
}
