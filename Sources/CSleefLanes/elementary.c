#include "CSleefLanes.h"
