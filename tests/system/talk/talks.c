/* Each file *.talk here begins with the behaviour of verbs that it checks. */
#include "tests/lib/talks.h"

int
main(int argc, char *argv[])
{
	return talks_main("tests/system/talk", argc, argv);
}
