#include "churn.h"
bool run_winback(struct run *r){return run_usage(r,"todo");}
