/* Each file *.talk here begins with what it checks of the history. */
#include "tests/lib/talks.h"

int
main(int argc, char *argv[])
{
	return talks_main("tests/system/history", argc, argv);
}
