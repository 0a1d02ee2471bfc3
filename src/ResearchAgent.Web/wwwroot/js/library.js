import { startActing } from "./act.js";
import { startChoosing } from "./choose.js";
import { startUploading } from "./upload.js";

startActing();
startChoosing();
startUploading();
