import { leakGuard } from 'tensorproof/leak-guard';

leakGuard({ allow: 100 });
