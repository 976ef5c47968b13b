export { commonType, commonTypeOfTwo } from '../types/common-type.ts'
