/* Each file *.talk here begins with the limit that it checks. */
#include "tests/lib/talks.h"

int
main(int argc, char *argv[])
{
	return talks_main("tests/system/limits", argc, argv);
}
